package dev.ropewalk.daemon.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which exactly one moves at a time: whoever has the baton. At every point a seeded
 * random says who has it next, so a seed is an order of all steps, and gives the same one again.
 */
final class Baton implements Steps {
  /*
   * Only the holder touches the fields; handing over through a semaphore makes them visible.
   *
   *   - A condition of claims is a list of movers here, so that a signal that nobody gives is a
   *     deadlock, which is found at once, and not a test that hangs.
   *   - The table of memos locks a part of itself in its atomic step. The holder of the baton may
   *     stop in that step, so others that are about to enter one have to wait for it: a mover at TABLE
   *     is chosen only when nobody is between TABLE and TABLE_DONE.
   *   - After a failure every mover ends with an Over at its next point.
   */
  private static final int MOST_STEPS = 200_000;
  private static final int REMEMBERED = 60;

  /** Ends a mover when another one failed. */
  private static final class Over extends Error {
    private static final long serialVersionUID = 1;

    Over() {
      super("another thread failed", null, false, false);
    }
  }

  private static final class Mover {
    final String name;
    final int weight;
    final Semaphore turn = new Semaphore(0);
    Point at = Point.BEGIN;
    @Nullable Signal waitsFor;
    boolean ending;

    Mover(String name, int weight) {
      this.name = name;
      this.weight = weight;
    }
  }

  private static final ThreadLocal<@Nullable Mover> ME = new ThreadLocal<>();

  private final ExecutorService threads;
  private final Random random;
  private final double stay;
  private final List<Mover> movers = new ArrayList<>();
  private final Semaphore allOver = new Semaphore(0);
  private final Deque<String> last = new ArrayDeque<>();
  private @Nullable Mover inTable;
  private @Nullable Throwable failure;
  private int steps;
  private long trace = 1;

  /**
   * @param stay how likely the holder keeps the baton at a point
   */
  Baton(long seed, ExecutorService threads, double stay) {
    random = new Random(seed);
    this.threads = threads;
    this.stay = stay;
  }

  /**
   * Adds a thread, before or while all run.
   *
   * @param weight how likely it is chosen, in proportion
   */
  void add(String name, int weight, Runnable body) {
    var mover = new Mover(name, weight);
    movers.add(mover);
    threads.execute(
        () -> {
          mover.turn.acquireUninterruptibly();
          ME.set(mover);
          try {
            if (failure == null) {
              body.run();
            }
          } catch (Over e) {
            // somebody else failed
          } catch (Throwable e) {
            fail(e);
          } finally {
            ME.remove();
            leave(mover);
          }
        });
  }

  /** Moves all to their ends; throws what the first one threw that failed. */
  void go() {
    if (movers.isEmpty()) {
      return;
    }
    choose(null).turn.release();
    allOver.acquireUninterruptibly();
    if (failure != null) {
      throw new AssertionError(failure.getMessage() + "\nlast steps: " + last, failure);
    }
  }

  /** A number for the order of all steps. */
  long trace() {
    return trace;
  }

  int steps() {
    return steps;
  }

  private void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  @Override
  public void at(Point point) {
    Mover mover = ME.get();
    if (mover == null) {
      return; // before and after the race
    }
    endIfOver(mover);
    mover.at = point;
    if (point == Point.TABLE_DONE && inTable == mover) {
      inTable = null;
    }
    pass(mover);
    if (point == Point.TABLE) {
      inTable = mover;
    }
  }

  private void endIfOver(Mover mover) {
    if (failure != null && !mover.ending) {
      mover.ending = true; // it is not stopped again while it cleans up
      throw new Over();
    }
  }

  private void pass(Mover mover) {
    steps++;
    trace = trace * 31 + movers.indexOf(mover) * 16L + mover.at.name().hashCode();
    last.add(mover.name + " " + mover.at);
    if (last.size() > REMEMBERED) {
      last.remove();
    }
    if (steps > MOST_STEPS) {
      fail(new AssertionError("no end after " + steps + " steps"));
    }
    Mover next = failure == null ? choose(mover) : mover;
    if (next == null) {
      fail(new AssertionError("all wait: " + where()));
      next = mover;
    }
    if (next != mover) {
      next.turn.release();
      mover.turn.acquireUninterruptibly();
    }
    mover.waitsFor = null;
    endIfOver(mover);
  }

  private String where() {
    return movers.stream().map(each -> each.name + " at " + each.at).toList().toString();
  }

  private boolean canMove(Mover mover) {
    return mover.waitsFor == null
        && (mover.at != Point.TABLE || inTable == null || inTable == mover);
  }

  private @Nullable Mover choose(@Nullable Mover holder) {
    if (holder != null && canMove(holder) && random.nextDouble() < stay) {
      return holder;
    }
    int sum = 0;
    for (Mover mover : movers) {
      sum += canMove(mover) ? mover.weight : 0;
    }
    if (sum == 0) {
      return null;
    }
    int chosen = random.nextInt(sum);
    for (Mover mover : movers) {
      chosen -= canMove(mover) ? mover.weight : 0;
      if (chosen < 0) {
        return mover;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  private void leave(Mover mover) {
    if (inTable == mover) {
      inTable = null;
    }
    movers.remove(mover);
    if (movers.isEmpty()) {
      allOver.release();
      return;
    }
    Mover next = failure == null ? choose(null) : movers.getFirst();
    if (next == null) {
      fail(new AssertionError("all wait: " + where()));
      next = movers.getFirst();
    }
    next.turn.release();
  }

  @Override
  public Condition condition(ReentrantLock lock) {
    return new Signal(lock);
  }

  /** A condition whose waiters are movers. */
  private final class Signal implements Condition {
    private final ReentrantLock lock;

    Signal(ReentrantLock lock) {
      this.lock = lock;
    }

    @Override
    public void awaitUninterruptibly() {
      Mover mover = Objects.requireNonNull(ME.get(), "only threads of the race wait");
      mover.waitsFor = this;
      lock.unlock();
      try {
        pass(mover);
      } finally {
        lock.lock();
      }
    }

    @Override
    public void signalAll() {
      for (Mover mover : movers) {
        if (mover.waitsFor == this) {
          mover.waitsFor = null;
        }
      }
    }

    @Override
    public void await() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long awaitNanos(long nanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(long time, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitUntil(Date deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void signal() {
      throw new UnsupportedOperationException();
    }
  }
}
