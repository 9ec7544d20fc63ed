package dev.ropewalk.daemon.testing;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a randomized test for a while. {@code -Dropewalk.seed=N} repeats one round; {@code
 * -Dropewalk.fuzz.millis=N} sets how long each test runs.
 */
public final class Randomized {
  private static final long DEFAULT_MILLIS = 1_000;

  private Randomized() {}

  /** One round of a test. */
  @FunctionalInterface
  public interface Round {
    /** Runs with the given source of randomness. */
    void run(Random random) throws Exception;
  }

  /** Runs rounds until the time is over; names the seed of the round that fails. */
  public static void rounds(Round round) {
    Long only = Long.getLong("ropewalk.seed");
    long millis = Long.getLong("ropewalk.fuzz.millis", DEFAULT_MILLIS);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long seed = only != null ? only : System.nanoTime();
    do {
      try {
        round.run(new Random(seed));
      } catch (Throwable t) {
        throw new AssertionError("failed with -Dropewalk.seed=" + seed, t);
      }
      seed++;
    } while (only == null && System.nanoTime() < end);
  }
}
