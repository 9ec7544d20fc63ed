package dev.ropewalk.daemon.engine;

import java.util.stream.LongStream;

/**
 * The seeds of randomized tests: as many as a test wants from a new one on, which failures name;
 * {@code -Dropewalk.seed} for that one alone, and {@code -Dropewalk.rounds} for how many.
 */
final class Seeds {
  private static final Long SEED = Long.getLong("ropewalk.seed");
  private static final Long ROUNDS = Long.getLong("ropewalk.rounds");

  private Seeds() {}

  static Iterable<Long> of(long rounds) {
    long first = SEED == null ? System.nanoTime() : SEED;
    long count = ROUNDS != null ? ROUNDS : SEED != null ? 1 : rounds;
    return () -> LongStream.range(first, first + count).iterator();
  }
}
