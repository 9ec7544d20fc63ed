package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContentHashTest {
  @Test
  void equal_texts_hash_alike_whatever_their_trees_are() {
    Randomized.rounds(
        200,
        random -> {
          String content = RandomText.scalars(random, 500);
          Text built = Text.of(content, Tuning.PRODUCTION);
          Text grown = Text.of("", Tuning.TINY);
          for (int from = content.length(); from > 0; ) {
            int start = Math.max(0, from - random.nextInt(60));
            start = RandomText.cutsPair(content, start) ? start - 1 : start;
            grown = grown.replace(0, 0, content.substring(start, from));
            from = start;
          }
          assertEquals(built.contentHash(), grown.contentHash());
          assertEquals(built, grown);
          assertEquals(built.hashCode(), grown.hashCode());
        });
  }

  @Test
  void different_texts_hash_differently() {
    Map<ContentHash, String> seen = new HashMap<>();
    Randomized.rounds(
        3000,
        random -> {
          String content = RandomText.scalars(random, random.nextInt(6));
          String other = seen.put(Text.of(content).contentHash(), content);
          assertTrue(other == null || other.equals(content));
        });
    for (int length = 0; length < 3000; length++) {
      String zeros = "\0".repeat(length) + "*";
      String other = seen.put(Text.of(zeros).contentHash(), zeros);
      assertTrue(other == null || other.equals(zeros));
    }
  }

  @Test
  void an_edit_leaves_one_path_to_hash() {
    Text text = Text.of("line of text\n".repeat(100_000));
    assertNotEquals(null, text.contentHash());
    Text edited = text.replace(500_000, 500_001, "x");
    assertEquals(edited.root().height() + 1, nodesWithoutHash(edited.root()));
    assertNotEquals(text.contentHash(), edited.contentHash());
    assertEquals(0, nodesWithoutHash(edited.root()));
    assertEquals(
        text.contentHash(),
        edited.replace(500_000, 500_001, text.slice(500_000, 500_001)).contentHash());
  }

  @Test
  void multiplication_is_that_of_the_prime_field() {
    BigInteger prime = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);
    Randomized.rounds(
        2000,
        random -> {
          long a = Math.floorMod(random.nextLong(), prime.longValue());
          long b =
              random.nextInt(10) == 0
                  ? prime.longValue() - 1 - random.nextInt(3)
                  : Math.floorMod(random.nextLong(), prime.longValue());
          assertEquals(
              BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).mod(prime).longValue(),
              PolynomialHash.multiply(a, b));
          assertEquals(
              BigInteger.valueOf(a).add(BigInteger.valueOf(b)).mod(prime).longValue(),
              PolynomialHash.add(a, b));
        });
  }

  @Test
  void the_hash_of_a_joined_string_is_made_of_its_parts() {
    Randomized.rounds(
        300,
        random -> {
          byte[] all = new byte[random.nextInt(Tuning.LEAF_BYTES_LIMIT)];
          random.nextBytes(all);
          int cut = random.nextInt(all.length + 1);
          NodeHash left = PolynomialHash.of(java.util.Arrays.copyOf(all, cut));
          NodeHash right = PolynomialHash.of(java.util.Arrays.copyOfRange(all, cut, all.length));
          assertEquals(PolynomialHash.of(all), left.then(right));
          assertEquals(left, NodeHash.EMPTY.then(left));
          assertEquals(left, left.then(NodeHash.EMPTY));
        });
    assertEquals(
        NodeHash.EMPTY, PolynomialHash.of("".getBytes(StandardCharsets.UTF_8)), "neutral element");
  }

  private static int nodesWithoutHash(Node node) {
    int count = node.memoisedHash() == null ? 1 : 0;
    if (node instanceof Branch branch) {
      for (int i = 0; i < branch.size(); i++) {
        count += nodesWithoutHash(branch.child(i));
      }
    }
    return count;
  }
}
