package dev.ropewalk.daemon.engine;

/**
 * Sizes of an engine.
 *
 * @param maxHeaders results that are remembered, with their reads
 * @param valueBytes weight of all values that are kept as objects
 * @param encodedBytes weight of all values that are kept encoded
 * @param olderTraces results of earlier reads that are remembered for each key, so that an undone
 *     edit runs nothing
 * @param maxReach results that a write marks, one by one, as those that it may have reached; when
 *     it reaches more, everything is looked at again; 0 for no marks at all
 * @param shadowEvery one in so many answers from the cache is computed again in the background and
 *     compared; 0 for none
 * @param maxDepth queries that wait for each other in one chain
 * @param stackSegment queries of a chain that run on one thread's stack
 */
public record EngineTuning(
    long maxHeaders,
    long valueBytes,
    long encodedBytes,
    int olderTraces,
    int maxReach,
    int shadowEvery,
    int maxDepth,
    int stackSegment) {

  /** The same with another weight of values and another rate of checks. */
  public EngineTuning with(long bytes, int checkEvery) {
    return new EngineTuning(
        maxHeaders, bytes, encodedBytes, olderTraces, maxReach, checkEvery, maxDepth, stackSegment);
  }

  /** What a daemon that nobody configured has. */
  public static final EngineTuning PRODUCTION =
      new EngineTuning(300_000, 128L << 20, 32L << 20, 2, 10_000, 1_000, 100_000, 128);
}
