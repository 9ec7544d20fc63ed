package dev.ropewalk.daemon.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who works on what: at most one frame for each key. */
final class Claims {
  /*
   * A claim needs another one when that was taken under it, or when its frame (or a fork of it)
   * waits for it. Before a frame waits, it looks whether what it would wait for needs one of the
   * frames it runs under: then nobody in that loop would ever go on.
   *
   *   - All claims of the loop at one revision: the queries need each other. Every claim of the loop
   *     is marked, and the frames that wait in it unwind with a CycleSignal, this one too.
   *   - Otherwise two revisions together made a loop that no program has: the oldest run in it is
   *     cancelled, after the lock is released, since that ends work of others; then this frame asks
   *     again, and waits for it to unwind (or is that run's, and ends).
   *
   * Invariants: (C1) a key has at most one claim that is not done; (C2) `children` and `awaits` hold
   * claims that are not done; (C3) a claim's children are released before it is.
   *
   * One lock for all, which the private methods need held. It is held for map operations and the
   * walk, never while anything is computed or cancelled.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private final Steps steps;

  @GuardedBy("lock")
  private final Map<QueryKey<?>, Claim> taken = new HashMap<>();

  Claims(Steps steps) {
    this.steps = steps;
  }

  /**
   * Takes the claim of a key, or waits until whoever has it is done.
   *
   * @return the claim; null after a wait, and the table may then have what is wanted, and after
   *     another run had to be cancelled: ask again
   */
  @Nullable Claim take(QueryKey<?> key, Run run, @Nullable Claim parent) {
    steps.at(Steps.Point.CLAIM);
    Run inTheWay;
    lock.lock();
    try {
      Claim holder = taken.get(key);
      if (holder == null) {
        var claim = new Claim(key, run, parent, steps.condition(lock));
        taken.put(key, claim);
        if (parent != null) {
          parent.children.add(claim);
        }
        return claim;
      }
      inTheWay = parent == null ? null : breakLoop(holder, parent);
      if (inTheWay == null) {
        await(holder, run, parent);
        return null;
      }
    } finally {
      lock.unlock();
    }
    inTheWay.giveWay();
    return null;
  }

  /** A claim that nobody waits for: what is computed under it is remembered nowhere. */
  Claim aside(QueryKey<?> key, Run run) {
    return new Claim(key, run, null, steps.condition(lock));
  }

  void release(Claim claim) {
    lock.lock();
    try {
      claim.done = true;
      taken.remove(claim.key, claim);
      if (claim.parent != null) {
        claim.parent.children.remove(claim);
      }
      claim.released.signalAll();
    } finally {
      lock.unlock();
    }
    steps.at(Steps.Point.RELEASED);
  }

  /** Lets the waiting threads of a run see that it is cancelled. */
  void wake(Run run) {
    lock.lock();
    try {
      run.waiting().forEach(Condition::signalAll);
    } finally {
      lock.unlock();
    }
  }

  private void await(Claim holder, Run run, @Nullable Claim waiter) {
    if (waiter != null) {
      waiter.awaits.add(holder);
    }
    run.waiting().add(holder.released);
    try {
      while (true) {
        // First of all: when the holder unwound and is done, a frame of the cycle must not go on.
        CycleSignal cycle = waiter == null ? null : waiter.cycle;
        if (cycle != null) {
          throw cycle;
        }
        if (holder.done) {
          return;
        }
        run.endIfCancelled();
        holder.released.awaitUninterruptibly();
      }
    } finally {
      if (waiter != null) {
        waiter.awaits.remove(holder);
      }
      run.waiting().remove(holder.released);
    }
  }

  /**
   * What is in the way of a wait: a run that has to be cancelled first, or null.
   *
   * @throws CycleSignal when the queries need each other
   */
  private @Nullable Run breakLoop(Claim holder, Claim waiter) {
    List<Claim> loop = loop(holder, waiter);
    if (loop.isEmpty()) {
      return null;
    }
    Run oldest = waiter.run;
    boolean oneRevision = true;
    for (Claim claim : loop) {
      oneRevision &= claim.run.revision() == waiter.run.revision();
      if (claim.run.revision() < oldest.revision()) {
        oldest = claim.run;
      }
    }
    if (!oneRevision) {
      return oldest.isCancelled() ? null : oldest;
    }
    var members = new HashSet<QueryKey<?>>();
    loop.forEach(claim -> members.add(claim.key));
    var signal = new CycleSignal(members);
    for (Claim claim : loop) {
      claim.cycle = signal;
      claim.awaits.forEach(awaited -> awaited.released.signalAll());
    }
    throw signal;
  }

  /**
   * The claims of the loop that would close if {@code waiter} waited for {@code holder}: those on a
   * path of needs from holder to a frame that waiter runs under, and from there down to waiter.
   */
  private static List<Claim> loop(Claim holder, Claim waiter) {
    var path = new ArrayList<Claim>();
    if (!reach(holder, waiter, path, new HashSet<>())) {
      return List.of();
    }
    Claim top = path.getLast();
    for (Claim c = waiter; c != top; c = c.parent) {
      if (c == null) {
        throw new IllegalStateException("the top of a loop is not above its waiter");
      }
      if (!path.contains(c)) {
        path.add(c);
      }
    }
    return path;
  }

  private static boolean reach(Claim from, Claim waiter, List<Claim> path, Set<Claim> seen) {
    if (!seen.add(from)) {
      return false;
    }
    path.add(from);
    if (waiter.isUnder(from)) {
      return true;
    }
    for (Claim next : from.awaits) {
      if (reach(next, waiter, path, seen)) {
        return true;
      }
    }
    for (Claim next : from.children) {
      if (reach(next, waiter, path, seen)) {
        return true;
      }
    }
    path.removeLast();
    return false;
  }

  /** Claims that are taken now. */
  int size() {
    lock.lock();
    try {
      return taken.size();
    } finally {
      lock.unlock();
    }
  }

  /** Throws when an invariant does not hold. */
  void checkInvariants() {
    lock.lock();
    try {
      for (var entry : taken.entrySet()) {
        Claim claim = entry.getValue();
        if (claim.done || !claim.key.equals(entry.getKey())) {
          throw new IllegalStateException("C1: " + entry.getKey().display());
        }
        for (Claim child : claim.children) {
          if (child.done || child.parent != claim || taken.get(child.key) != child) {
            throw new IllegalStateException("C2: " + child.key.display());
          }
        }
        for (Claim awaited : claim.awaits) {
          if (awaited.done) {
            throw new IllegalStateException("C2: waits for " + awaited.key.display());
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
