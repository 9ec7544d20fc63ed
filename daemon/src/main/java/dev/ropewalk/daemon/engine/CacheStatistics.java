package dev.ropewalk.daemon.engine;

import java.util.Map;

/**
 * A snapshot of a cache's counters.
 *
 * @param entries values kept now
 * @param weightBytes the sum of their weights
 * @param maximumWeightBytes the bound on that sum
 * @param loading loads under way
 * @param byAnalysis counters since the start, by analysis
 */
public record CacheStatistics(
    long entries,
    long weightBytes,
    long maximumWeightBytes,
    int loading,
    Map<String, Counts> byAnalysis) {

  /**
   * Counters of one analysis; they only grow.
   *
   * @param hits asked and found
   * @param joins asked while somebody else loaded it, and shared that load
   * @param misses asked and loaded
   * @param failures loads that failed
   * @param cancellations loads that nobody wanted any more
   * @param evictions values let go for lack of room
   * @param invalidations values removed as wrong
   */
  public record Counts(
      long hits,
      long joins,
      long misses,
      long failures,
      long cancellations,
      long evictions,
      long invalidations) {}
}
