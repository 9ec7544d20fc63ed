package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.testing.Randomized;
import dev.ropewalk.wasm.treesitter.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenSweepTest {
  private static final List<String> NAMES =
      List.of("variable", "string", "escape", "embedded", "function", "unknown.thing", "keyword");

  private record One(int start, int end, int name, int pattern) {}

  private static Captures captures(List<One> all) {
    return new Captures(
        all.size(),
        all.stream().mapToInt(One::start).toArray(),
        all.stream().mapToInt(One::end).toArray(),
        all.stream().mapToInt(One::name).toArray(),
        all.stream().mapToInt(One::pattern).toArray(),
        NAMES,
        java.util.Collections.nCopies(64, Map.of()));
  }

  @Test
  void an_inner_capture_interrupts_the_outer_one() {
    Tokens tokens =
        TokenSweep.of(
            captures(List.of(new One(0, 10, 1, 0), new One(3, 5, 2, 1))), 0, 10, Pace.unasked());
    assertArrayEquals(new int[] {0, 3, 5}, tokens.startUtf16());
    assertArrayEquals(new int[] {3, 5, 10}, tokens.endUtf16());
  }

  @Test
  void a_bare_variable_yields_to_anything_on_the_same_node_whatever_the_order() {
    for (List<One> order :
        List.of(
            List.of(new One(0, 4, 0, 0), new One(0, 4, 4, 1)),
            List.of(new One(0, 4, 4, 0), new One(0, 4, 0, 1)))) {
      Tokens tokens = TokenSweep.of(captures(order), 0, 4, Pace.unasked());
      assertEquals(1, tokens.count());
      assertEquals(TokenLegend.TYPES.indexOf("function"), tokens.type()[0]);
    }
  }

  @Test
  void every_known_capture_has_a_type_of_the_legend() {
    for (String name : List.of("keyword.control", "string.special.key", "type", "tag", "number")) {
      assertTrue(TokenLegend.of(name).type() >= 0, name);
    }
    assertEquals(TokenLegend.IGNORED, TokenLegend.of("punctuation.bracket").type());
  }

  @Test
  void random_nestings_agree_with_painting_unit_by_unit() {
    Randomized.rounds(
        random -> {
          int length = 1 + random.nextInt(60);
          List<One> all = new ArrayList<>();
          nest(random, 0, length, 0, all);
          int from = random.nextInt(length + 1);
          int to = from + random.nextInt(length - from + 1);
          Tokens tokens = TokenSweep.of(captures(all), from, to, Pace.unasked());
          tokens.checkInvariants();
          assertArrayEquals(paint(all, length, from, to), unfold(tokens, length));
        });
  }

  /** Random nested spans in text order, some captured several times. */
  private static void nest(Random random, int from, int to, int depth, List<One> out) {
    int at = from;
    while (at < to && depth < 5) {
      int start = at + random.nextInt(to - at);
      int end = start + 1 + random.nextInt(to - start);
      if (depth > 0 && start == from && end == to) {
        return; // a child of the same extent would be captured as the same node
      }
      int pattern = random.nextInt(5);
      for (int again = random.nextInt(3); again >= 0; again--) {
        out.add(new One(start, end, random.nextInt(NAMES.size()), pattern));
        pattern += random.nextInt(3);
      }
      nest(random, start, end, depth + 1, out);
      at = end;
    }
  }

  private static int[] paint(List<One> all, int length, int from, int to) {
    int[] type = new int[length];
    int[] rank = new int[length];
    int[] pattern = new int[length];
    int[] extent = new int[length];
    Arrays.fill(type, -1);
    for (One one : all) {
      TokenLegend.Meaning meaning = TokenLegend.of(NAMES.get(one.name()));
      if (meaning.type() == TokenLegend.IGNORED) {
        continue;
      }
      for (int i = one.start(); i < one.end(); i++) {
        int key = one.start() * 1000 + one.end();
        boolean same = extent[i] == key;
        boolean wins =
            !same
                || meaning.rank() > rank[i]
                || (meaning.rank() == rank[i] && one.pattern() >= pattern[i]);
        if (wins) {
          type[i] = Math.max(-1, meaning.type());
          rank[i] = meaning.rank();
          pattern[i] = one.pattern();
          extent[i] = key;
        }
      }
    }
    for (int i = 0; i < length; i++) {
      if (i < from || i >= to) {
        type[i] = -1;
      }
    }
    return type;
  }

  private static int[] unfold(Tokens tokens, int length) {
    int[] type = new int[length];
    Arrays.fill(type, -1);
    for (int t = 0; t < tokens.count(); t++) {
      Arrays.fill(type, tokens.startUtf16()[t], tokens.endUtf16()[t], tokens.type()[t]);
    }
    return type;
  }
}
