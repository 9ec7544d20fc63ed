package dev.ropewalk.buffers.text;

import java.util.Random;

/**
 * Runs a randomized test. {@code -Dropewalk.seed=N} repeats the run that printed N, {@code
 * -Dropewalk.rounds=N} runs N rounds of each test instead of its own number.
 */
public final class Randomized {
  /** One round; the same numbers come from {@code random} when the seed is the same. */
  public interface Round {
    void run(Random random) throws Exception;
  }

  private Randomized() {}

  public static void rounds(int rounds, Round round) {
    Long given = Long.getLong("ropewalk.seed");
    int count = given != null ? 1 : Integer.getInteger("ropewalk.rounds", rounds);
    long first = given != null ? given : System.nanoTime();
    for (int i = 0; i < count; i++) {
      long seed = first + i;
      try {
        round.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("repeat with -Dropewalk.seed=" + seed + ": " + e, e);
      }
    }
  }
}
