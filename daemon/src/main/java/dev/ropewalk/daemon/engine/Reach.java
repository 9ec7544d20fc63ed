package dev.ropewalk.daemon.engine;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a change may have reached: the reverse of the recorded reads. */
final class Reach {
  /*
   * Goal: an edit costs in proportion to the path from it to what is asked. Verification alone looks
   * at every read under what is asked, since it cannot know which of them the edit concerns. So each
   * write marks the memos that rest on what it writes (Memo.touch) before its revision is published;
   * a memo that is settled, that rests on nothing untracked, and that was not touched since it was
   * verified, is true without a look.
   *
   * Invariants, for a memo M that is in the table, settled, `hinted`, and not lost since it was
   * verified:
   *   D1  For each read of M its key has M's key among its dependents.
   *   D2  Each read of M that is a query's result has a memo in the table of which all this holds,
   *       or M is touched.
   *   D3  If an input on which M rests changed in revision q, and q is published, M was touched at q
   *       or later, or was verified at q or later.
   *
   * Who keeps them:
   *   - A writer sets `marked = q`, then walks from what it writes, then publishes q.
   *   - Who publishes a memo of a run at r registers its reads and puts it into the table, both in
   *     the table's atomic step for its key; then, if `marked > r`, a walk may have missed it: it is
   *     touched. If D2 does not hold of it, it is lost. Then it is settled. Either the walk sees the
   *     registration or the publisher sees `marked` (both have a full fence between their write and
   *     their read).
   *   - When a memo leaves the table, its registrations go, and what rests on it is lost from the
   *     next revision on. So it is when a memo comes back without hints, or was computed again
   *     though nothing touched it and came out differently.
   *   - A touch ends when the memo is verified; a loss when it is verified by looking at all its
   *     reads, and finding D2 of them: that durability alone shows a memo to be true does not end it.
   *
   * A walk that reaches more than EngineTuning.maxReach results ends, and its revision counts as a
   * touch of everything: a write never costs more than that, and what is asked is then verified read
   * by read. maxReach = 0 turns all of this off; nothing else rests on it.
   *
   * Cost: a registration for each read, some 100 bytes of heap; a walk visits each dependent once.
   * After adaptive computation (Acar, Blelloch, Harper 2002; Adapton's dirtying phase), with marks
   * that are revisions, so that runs of older revisions may go on.
   */
  private static final int SMALL = 8;

  /** The table of memos. */
  interface Memos {
    /** What is there now; the look counts as no use. */
    @Nullable Memo at(QueryKey<?> key);

    /** All of it. */
    Map<QueryKey<?>, Memo> asMap();
  }

  private final int maxReach;
  private final Memos memos;
  private final Steps steps;

  /** A key's dependents: one, a list of at most SMALL, or a concurrent set. */
  private final ConcurrentHashMap<Key, Object> dependents = new ConcurrentHashMap<>();

  /** The latest revision whose marks have begun to be made. */
  private volatile long marked = Revision.FIRST.number();

  /** The latest revision that counts as a touch of everything. */
  private final AtomicLong everything = new AtomicLong();

  /** The latest revision from which on nothing is heard of until it is looked at. */
  private final AtomicLong everythingLost = new AtomicLong();

  Reach(int maxReach, Memos memos, Steps steps) {
    this.maxReach = maxReach;
    this.memos = memos;
    this.steps = steps;
  }

  /** Whether there are marks. */
  boolean usesHints() {
    return maxReach > 0;
  }

  /** Whether nothing was marked since a memo was verified; if it is hinted, it still is true. */
  boolean isUntouched(Memo memo, Memo.Stamp stamp) {
    long at = stamp.verifiedAt();
    return maxReach == 0
        || (memo.constant && memo.isRegistered())
        || (everything.get() <= at && everythingLost.get() <= at && memo.isUntouchedSince(at));
  }

  /** Whether a change of what a memo rests on would be marked, as far as its reads go. */
  boolean isHeardOf(Memo memo, Memo.Stamp stamp) {
    long at = stamp.verifiedAt();
    return maxReach == 0 || (everythingLost.get() <= at && memo.isHeardOfSince(at));
  }

  /** A memo is about to be stamped in a revision, and a read of it may not be heard of. */
  static void notHeardOf(Memo memo, long revision) {
    memo.lose(revision + 1);
  }

  /** Marks what rests on inputs that change in a revision that is not published yet. */
  void mark(Collection<? extends Key> changed, long revision) {
    marked = revision;
    VarHandle.fullFence();
    touch(changed, revision, everything, Memo::touch);
  }

  /** Marks everything in a revision that is not published yet. */
  void markAll(long revision) {
    marked = revision;
    VarHandle.fullFence();
    everything.accumulateAndGet(revision, Math::max);
  }

  /** Takes a memo in the place of another; part of the table's atomic step for its key. */
  void replace(@Nullable Memo before, Memo mine) {
    if (maxReach == 0) {
      return;
    }
    if (before != null) {
      before.leave();
      VarHandle.fullFence();
      steps.at(Steps.Point.GONE);
    }
    if (before != null && before.stamp().hinted() && !mine.stamp().hinted()) {
      suspect(mine.key);
    }
    for (Edge edge : mine.edges) {
      register(edge.key(), mine.key);
    }
    if (before != null && before.edges.length > 0) {
      var kept = new HashSet<Key>();
      for (Edge edge : mine.edges) {
        kept.add(edge.key());
      }
      for (Edge edge : before.edges) {
        if (!kept.contains(edge.key())) {
          unregister(edge.key(), mine.key);
        }
      }
      steps.at(Steps.Point.GONE);
    }
  }

  /** Opens a memo that was put into the table by a run of this revision to hits. */
  void settle(Memo mine, long revision) {
    VarHandle.fullFence();
    steps.at(Steps.Point.SETTLE);
    long now = marked;
    if (now > revision) {
      mine.touch(now);
    }
    for (Edge edge : mine.edges) {
      if (edge.key() instanceof QueryKey<?> read) {
        Memo its = memos.at(read);
        if (its == null || !its.stamp().hinted() || !isUntouched(its, its.stamp())) {
          mine.lose(now + 1);
        }
      }
    }
    steps.at(Steps.Point.SETTLED);
    mine.settle();
  }

  /** What rests on a key has to be looked at whatever comes next. */
  void suspect(Key key) {
    if (maxReach > 0) {
      touch(List.of(key), marked + 1, everythingLost, Memo::lose);
    }
  }

  /** A memo leaves the table; part of the table's atomic step for its key. */
  void left(Memo memo) {
    if (maxReach == 0) {
      return;
    }
    memo.leave();
    VarHandle.fullFence();
    steps.at(Steps.Point.GONE);
    suspect(memo.key);
    for (Edge edge : memo.edges) {
      unregister(edge.key(), memo.key);
    }
    steps.at(Steps.Point.GONE);
  }

  private void touch(
      Collection<? extends Key> from, long revision, AtomicLong all, ObjLongConsumer<Memo> touch) {
    if (maxReach == 0) {
      return;
    }
    var seen = new HashSet<Key>();
    var open = new ArrayDeque<Key>(from);
    while (!open.isEmpty()) {
      for (QueryKey<?> dependent : dependents(open.pop())) {
        if (seen.add(dependent)) {
          if (seen.size() > maxReach) {
            all.accumulateAndGet(revision, Math::max);
            return;
          }
          steps.at(Steps.Point.MARK);
          Memo memo = memos.at(dependent);
          if (memo != null) {
            touch.accept(memo, revision);
          }
          open.push(dependent);
        }
      }
    }
  }

  /**
   * What a change of a key would reach, nearest first, with how many steps away it is.
   *
   * @param most at most so many
   */
  Map<QueryKey<?>, Integer> reached(Key from, int most) {
    var found = new LinkedHashMap<QueryKey<?>, Integer>();
    List<Key> layer = List.of(from);
    for (int step = 1; !layer.isEmpty(); step++) {
      var next = new ArrayList<Key>();
      for (Key key : layer) {
        for (QueryKey<?> dependent : dependents(key)) {
          if (found.size() >= most) {
            return found;
          }
          if (found.putIfAbsent(dependent, step) == null) {
            next.add(dependent);
          }
        }
      }
      layer = next;
    }
    return found;
  }

  private Collection<QueryKey<?>> dependents(Key key) {
    Object held = dependents.get(key);
    return held == null ? List.of() : all(held);
  }

  @SuppressWarnings("unchecked")
  private static Collection<QueryKey<?>> all(Object held) {
    return held instanceof QueryKey<?> one ? List.of(one) : (Collection<QueryKey<?>>) held;
  }

  private void register(Key key, QueryKey<?> dependent) {
    Object known = dependents.get(key);
    if (known == null || !has(known, dependent)) {
      dependents.merge(key, dependent, (held, unused) -> with(held, dependent));
    }
  }

  private void unregister(Key key, QueryKey<?> dependent) {
    dependents.computeIfPresent(key, (unused, held) -> without(held, dependent));
  }

  private static boolean has(Object held, QueryKey<?> dependent) {
    return held instanceof QueryKey<?> one ? one.equals(dependent) : all(held).contains(dependent);
  }

  private static Object with(Object held, QueryKey<?> dependent) {
    if (has(held, dependent)) {
      return held;
    }
    Collection<QueryKey<?>> known = all(held);
    if (known instanceof Set<QueryKey<?>> many) {
      many.add(dependent);
      return many;
    }
    if (known.size() < SMALL) {
      return Stream.concat(known.stream(), Stream.of(dependent)).toList();
    }
    Set<QueryKey<?>> many = ConcurrentHashMap.newKeySet(4 * SMALL);
    many.addAll(known);
    many.add(dependent);
    return many;
  }

  private static @Nullable Object without(Object held, QueryKey<?> dependent) {
    Collection<QueryKey<?>> known = all(held);
    if (known instanceof Set<QueryKey<?>> many) {
      many.remove(dependent);
      return many.isEmpty() ? null : many;
    }
    List<QueryKey<?>> rest = known.stream().filter(each -> !each.equals(dependent)).toList();
    return rest.size() > 1 ? rest : rest.isEmpty() ? null : rest.getFirst();
  }

  /** Throws when an invariant does not hold; call it while nothing runs. */
  void checkInvariants() {
    if (maxReach == 0) {
      return;
    }
    Map<QueryKey<?>, Memo> table = memos.asMap();
    for (Memo memo : table.values()) {
      for (Edge edge : memo.edges) {
        Object held = dependents.get(edge.key());
        if (held == null || !has(held, memo.key)) {
          throw new IllegalStateException(
              "D1: " + edge.key().display() + " does not know " + memo.key.display());
        }
        if (memo.stamp().hinted()
            && isUntouched(memo, memo.stamp())
            && edge.key() instanceof QueryKey<?> read
            && (table.get(read) == null || !table.get(read).stamp().hinted())) {
          throw new IllegalStateException(
              "D2: " + memo.key.display() + " rests on " + read.display());
        }
      }
    }
    for (var entry : dependents.entrySet()) {
      for (QueryKey<?> dependent : dependents(entry.getKey())) {
        Memo memo = table.get(dependent);
        if (memo == null
            || Arrays.stream(memo.edges).noneMatch(edge -> edge.key().equals(entry.getKey()))) {
          throw new IllegalStateException(
              entry.getKey().display() + " knows " + dependent.display() + " in vain");
        }
      }
    }
  }
}
