package dev.ropewalk.daemon.engine;

import java.util.List;
import java.util.Optional;

/**
 * Why a result is what it is.
 *
 * @param key what was asked about
 * @param revision the current one
 * @param computed how it came to be
 * @param verifiedAt the last revision in which it was found to be true
 * @param durability how durable what it rests on was then
 * @param tracked whether everything it rests on is tracked, so that it can outlive a revision
 * @param reads how many there are
 * @param readKeys what was read, in order; at most {@link #MOST}
 * @param cascade from the read whose change caused the computation down to the input that caused
 *     all; empty when no read did
 * @param cutOffs results under this one that were computed since, came out the same, and so left
 *     this one alone; at most {@link #MOST}
 */
public record Explanation(
    Key key,
    long revision,
    Step computed,
    long verifiedAt,
    Durability durability,
    boolean tracked,
    int reads,
    List<Key> readKeys,
    List<Step> cascade,
    List<Key> cutOffs) {
  /** Reads, steps or cut-offs that are told. */
  public static final int MOST = 50;

  /** Copies the lists. */
  public Explanation {
    readKeys = List.copyOf(readKeys);
    cascade = List.copyOf(cascade);
    cutOffs = List.copyOf(cutOffs);
  }

  /**
   * A result or an input on the way of a change.
   *
   * @param cause why it was computed; empty for an input
   * @param revision when; 0 when it is not known
   * @param same whether it came out as it had been
   * @param nanos how long it took
   */
  public record Step(Key key, Optional<Cause> cause, long revision, boolean same, long nanos) {}
}
