package dev.ropewalk.buffers.pool;

/** What can be measured about a pool; binding it to meters is up to its user. */
@FunctionalInterface
public interface PoolMetric {
  /** Returns the counts as they are now. */
  PoolStatistics statistics();
}
