package dev.ropewalk.buffers.pool;

import java.time.Duration;

/**
 * The bounds of a pool.
 *
 * @param maxLeased the most objects in use at one time, at least 1
 * @param maxIdle the most objects kept for later, at least 0
 * @param maxRetainedBytes an object that retains more when it comes back is let go, at least 0
 * @param maxWait how long a lease may wait for another to be closed, at least 0
 * @param stripes how many parts the idle objects are kept in, a power of two; about the number of
 *     processors
 * @param leakSampling of how many leases one remembers where it was made, at least 1; 0 for none.
 *     Remembering costs a stack trace.
 */
public record PoolLimits(
    int maxLeased,
    int maxIdle,
    long maxRetainedBytes,
    Duration maxWait,
    int stripes,
    int leakSampling) {
  public PoolLimits {
    if (maxLeased < 1
        || maxIdle < 0
        || maxRetainedBytes < 0
        || maxWait.isNegative()
        || Integer.bitCount(stripes) != 1
        || stripes < 1
        || leakSampling < 0) {
      throw new IllegalArgumentException(
          "maxLeased "
              + maxLeased
              + " (at least 1), maxIdle "
              + maxIdle
              + ", maxRetainedBytes "
              + maxRetainedBytes
              + ", maxWait "
              + maxWait
              + ", leakSampling "
              + leakSampling
              + " (at least 0), stripes "
              + stripes
              + " (a power of two)");
    }
  }
}
