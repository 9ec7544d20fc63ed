package dev.ropewalk.daemon.engine;

import java.util.Map;

/**
 * What an engine has done and holds.
 *
 * @param byQuery by {@link Query#id}, from its first use on; everything in it only grows
 * @param holds what it holds now
 */
public record EngineStatistics(Map<String, Counts> byQuery, Holds holds) {
  /** An engine that has done nothing. */
  public static final EngineStatistics NONE = new EngineStatistics(Map.of(), new Holds(0, 0, 0));

  /**
   * What an engine holds.
   *
   * @param results that are remembered, with or without their value
   * @param weightBytes of values, as objects and encoded
   * @param revision the current one
   */
  public record Holds(long results, long weightBytes, long revision) {}

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
   * @param restored results of the store whose reads held
   * @param decoded values that were kept as bytes in memory and had to be decoded
   * @param loaded values that had to be decoded from bytes of the store
   * @param executed results that were computed
   * @param same those of them that were what they had been, which ends a cascade
   * @param edges reads that verifications looked at
   * @param nanos time of all executions, with what they waited for
   * @param rechecked cached results that were computed again to be compared
   * @param wrong those of them that differed, and were repaired
   * @param evictions values let go as objects, by cause
   */
  public record Counts(
      long hits,
      long verified,
      long recalled,
      long restored,
      long decoded,
      long loaded,
      long executed,
      long same,
      long edges,
      long nanos,
      long rechecked,
      long wrong,
      Map<String, Long> evictions) {
    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    /** Copies the map. */
    public Counts {
      evictions = Map.copyOf(evictions);
    }
  }
}
