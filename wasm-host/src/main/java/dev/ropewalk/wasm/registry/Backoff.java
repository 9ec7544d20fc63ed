package dev.ropewalk.wasm.registry;

import java.time.Duration;

/**
 * How long to leave something alone that failed: twice as long each time.
 *
 * @param first after the first failure
 * @param most at most
 */
public record Backoff(Duration first, Duration most) {
  /** Doubling further than this passes any {@code most}. */
  private static final int MAX_DOUBLINGS = 30;

  /**
   * How long after so many failures in a row.
   *
   * @param times from 1
   * @return nanoseconds
   */
  long nanos(int times) {
    long doubled = 1L << Math.min(Math.max(0, times - 1), MAX_DOUBLINGS);
    long limit = most.toNanos();
    return first.toNanos() > limit / doubled ? limit : first.toNanos() * doubled;
  }
}
