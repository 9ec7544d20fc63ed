package dev.ropewalk.daemon.engine;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What is remembered of a result besides its value: where it came from. */
final class Memo {
  /**
   * When it was last found to be true.
   *
   * @param durability how durable its inputs were then
   * @param hinted whether all that it rests on is tracked, so that {@link Reach} hears of changes
   */
  record Stamp(long verifiedAt, Durability durability, boolean hinted) {}

  /**
   * How a result came to be.
   *
   * @param cause why it was looked for
   * @param revision when
   * @param same whether it is what it had been before, which ends a cascade
   * @param nanos how long it took, with what it waited for; 0 when it was not computed
   */
  record Origin(Cause cause, long revision, boolean same, long nanos) {}

  private static final AtomicReferenceFieldUpdater<Memo, Stamp> STAMP =
      AtomicReferenceFieldUpdater.newUpdater(Memo.class, Stamp.class, "stamp");
  private static final AtomicLongFieldUpdater<Memo> TOUCHED =
      AtomicLongFieldUpdater.newUpdater(Memo.class, "touchedAt");
  private static final AtomicLongFieldUpdater<Memo> LOST =
      AtomicLongFieldUpdater.newUpdater(Memo.class, "lostAt");

  private static final Edge[] NONE = {};

  final QueryKey<?> key;
  final Fingerprint fingerprint;
  final Edge[] edges;
  final boolean untracked;

  /** What its value is found by. */
  final ValueKey valueKey;

  /** Nothing was read, so nothing can change it. */
  final boolean constant;

  /** It read inputs and nothing else. */
  final boolean inputsOnly;

  /** How it came to be, for those who ask. */
  final Origin origin;

  /** What was known before, newest first, at most {@link EngineTuning#olderTraces()}. */
  final @Nullable Trace older;

  private volatile Stamp stamp;

  // What Reach knows of it.
  private volatile long touchedAt;
  private volatile long lostAt;
  private volatile boolean settled;
  private volatile boolean gone;

  /** Values of one key that are equal are one. */
  record ValueKey(QueryKey<?> key, Fingerprint fingerprint) {}

  /** A result that was replaced: its reads and its fingerprint. */
  record Trace(Fingerprint fingerprint, Edge[] edges, @Nullable Trace older) {
    /** Whether nothing but inputs was read. */
    boolean isOfInputs() {
      return Memo.areInputs(edges);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  Memo(
      QueryKey<?> key,
      Fingerprint fingerprint,
      Edge[] edges,
      boolean untracked,
      Stamp stamp,
      Origin origin,
      @Nullable Trace older) {
    this.key = key;
    this.fingerprint = fingerprint;
    valueKey = new ValueKey(key, fingerprint);
    this.edges = edges.length == 0 ? NONE : edges;
    this.untracked = untracked;
    this.constant = edges.length == 0 && !untracked;
    inputsOnly = areInputs(edges);
    this.stamp = stamp;
    this.origin = origin;
    this.older = older;
  }

  private static boolean areInputs(Edge[] edges) {
    for (Edge edge : edges) {
      if (!(edge.key() instanceof InputKey)) {
        return false;
      }
    }
    return true;
  }

  Stamp stamp() {
    return stamp;
  }

  /**
   * The stamp as a run may use it that has just found this to be true.
   *
   * @throws Cancelled when a later run has verified it meanwhile: its stamp tells of later inputs
   */
  Stamp stampFor(long revision) {
    Stamp now = stamp;
    if (!constant && now.verifiedAt > revision) {
      throw new Cancelled(Cancelled.Why.SUPERSEDED);
    }
    return now;
  }

  /** Marks it verified; a mark of an earlier revision never takes the place of a later one. */
  void verified(Stamp mine) {
    for (Stamp seen = stamp; seen.verifiedAt < mine.verifiedAt; seen = stamp) {
      if (STAMP.compareAndSet(this, seen, mine)) {
        return;
      }
    }
  }

  /**
   * What reads the fallback of a cycle that it is in itself gets its own, even when it was evicted:
   * computed alone it could meet another loop.
   */
  void join(Claim reader) {
    if (origin.cause() instanceof Cause.Cycle(var members) && members.contains(reader.key)) {
      var signal = new CycleSignal(members);
      reader.cycle = signal; // its query may catch it
      throw signal;
    }
  }

  /** A change of this revision may have reached it. */
  void touch(long revision) {
    TOUCHED.accumulateAndGet(this, revision, Math::max);
  }

  /** From this revision on, changes may not be heard of until its reads are looked at. */
  void lose(long revision) {
    LOST.accumulateAndGet(this, revision, Math::max);
  }

  boolean isUntouchedSince(long revision) {
    return touchedAt <= revision && isHeardOfSince(revision);
  }

  boolean isHeardOfSince(long revision) {
    return isRegistered() && lostAt <= revision;
  }

  /** Its reads are registered, and what was missed before that is made good. */
  boolean isRegistered() {
    return settled && !gone;
  }

  /** Its reads are registered from now on. */
  void settle() {
    settled = true;
  }

  /** Its reads are about to be registered no more, or it to leave the table. */
  void leave() {
    gone = true;
  }
}
