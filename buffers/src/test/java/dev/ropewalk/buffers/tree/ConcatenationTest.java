package dev.ropewalk.buffers.tree;

import java.util.Random;

/** The contract for a sum that keeps everything and minds the order. */
final class ConcatenationTest extends AggregateContract<Character, String> {
  private final Aggregate<Character, String> aggregate =
      Aggregate.of("", String::concat, c -> Character.toString(c));

  @Override
  Aggregate<Character, String> aggregate() {
    return aggregate;
  }

  @Override
  Character element(Random random) {
    return (char) ('a' + random.nextInt(26));
  }
}
