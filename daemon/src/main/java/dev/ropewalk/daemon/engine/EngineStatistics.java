package dev.ropewalk.daemon.engine;

import java.util.Map;

/**
 * What an engine has done, by {@link Query#id}; everything only grows.
 *
 * @param byQuery a query is in it from its first use on
 */
public record EngineStatistics(Map<String, Counts> byQuery) {
  /** Copies the map. */
  public EngineStatistics {
    byQuery = Map.copyOf(byQuery);
  }

  /**
   * Counters of one query.
   *
   * @param hits results that were true already, found as objects
   * @param verified results that were found to be true by their reads
   * @param recalled results of an earlier trace of reads that held again
   * @param decoded values that had to be decoded from their bytes
   * @param executed results that were computed
   * @param same those of them that were what they had been, which ends a cascade
   * @param edges reads that verifications looked at
   * @param nanos time of all executions, with what they waited for
   * @param evictions values let go as objects, by cause
   */
  public record Counts(
      long hits,
      long verified,
      long recalled,
      long decoded,
      long executed,
      long same,
      long edges,
      long nanos,
      Map<String, Long> evictions) {
    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    /** Copies the map. */
    public Counts {
      evictions = Map.copyOf(evictions);
    }
  }
}
