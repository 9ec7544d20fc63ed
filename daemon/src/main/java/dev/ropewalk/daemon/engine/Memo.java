package dev.ropewalk.daemon.engine;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What is remembered of a result besides its value: where it came from. */
final class Memo {
  /** When it was last found to be true, and how durable its inputs were then. */
  record Stamp(long verifiedAt, Durability durability) {}

  private static final AtomicReferenceFieldUpdater<Memo, Stamp> STAMP =
      AtomicReferenceFieldUpdater.newUpdater(Memo.class, Stamp.class, "stamp");

  private static final Edge[] NONE = {};

  final QueryKey<?> key;
  final Fingerprint fingerprint;
  final Edge[] edges;
  final boolean untracked;
  final int weightBytes;

  /** What its value is found by. */
  final ValueKey valueKey;

  /** Nothing was read, so nothing can change it. */
  final boolean constant;

  /** What this result replaced, and why, for those who ask. */
  final Cause cause;

  /** What was known before, newest first, at most {@link EngineTuning#olderTraces()}. */
  final @Nullable Trace older;

  private volatile Stamp stamp;

  /** Values of one key that are equal are one. */
  record ValueKey(QueryKey<?> key, Fingerprint fingerprint) {}

  /** A result that was replaced: its reads and its fingerprint. */
  record Trace(Fingerprint fingerprint, Edge[] edges, int weightBytes, @Nullable Trace older) {
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
      int weightBytes,
      Stamp stamp,
      Cause cause,
      @Nullable Trace older) {
    this.key = key;
    this.fingerprint = fingerprint;
    valueKey = new ValueKey(key, fingerprint);
    this.edges = edges.length == 0 ? NONE : edges;
    this.untracked = untracked;
    this.weightBytes = weightBytes;
    this.constant = edges.length == 0 && !untracked;
    this.stamp = stamp;
    this.cause = cause;
    this.older = older;
  }

  Stamp stamp() {
    return stamp;
  }

  /** Marks it verified; a mark of an earlier revision never takes the place of a later one. */
  void verified(long revision, Durability durability) {
    Stamp mine = new Stamp(revision, durability);
    for (Stamp seen = stamp; seen.verifiedAt < revision; seen = stamp) {
      if (STAMP.compareAndSet(this, seen, mine)) {
        return;
      }
    }
  }
}
