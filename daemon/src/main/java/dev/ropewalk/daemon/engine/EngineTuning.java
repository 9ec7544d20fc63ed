package dev.ropewalk.daemon.engine;

/**
 * Sizes of an engine.
 *
 * @param maxHeaders results that are remembered, with their reads
 * @param valueBytes weight of all values that are kept as objects
 * @param encodedBytes weight of all values that are kept encoded
 * @param olderTraces results of earlier reads that are remembered for each key, so that an undone
 *     edit runs nothing
 * @param maxDepth queries that wait for each other in one chain
 * @param stackSegment queries of a chain that run on one thread's stack
 */
public record EngineTuning(
    long maxHeaders,
    long valueBytes,
    long encodedBytes,
    int olderTraces,
    int maxDepth,
    int stackSegment) {

  /** What a daemon that nobody configured has. */
  public static final EngineTuning PRODUCTION =
      new EngineTuning(1_000_000, 128L << 20, 32L << 20, 2, 100_000, 128);
}
