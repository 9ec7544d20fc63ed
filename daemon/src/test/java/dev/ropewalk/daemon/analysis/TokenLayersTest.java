package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ropewalk.daemon.testing.Randomized;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Layers of tokens agree with painting unit by unit. */
class TokenLayersTest {
  private static final int FREE = -1;

  @Test
  void upper_tokens_hide_lower_ones_and_nothing_else() {
    Randomized.rounds(
        random -> {
          int length = random.nextInt(60);
          Tokens base = tokens(random, length);
          Tokens top = tokens(random, length);
          Tokens both = TokenLayers.over(base, top, Pace.unasked());
          both.checkInvariants();
          int[] expected = paint(base, length);
          int[] upper = paint(top, length);
          for (int i = 0; i < length; i++) {
            expected[i] = upper[i] == FREE ? expected[i] : upper[i];
          }
          assertArrayEquals(expected, paint(both, length));
        });
  }

  @Test
  void a_stretch_is_placed_within_bounds_and_outside_holes() {
    Randomized.rounds(
        random -> {
          int length = random.nextInt(40);
          int place = random.nextInt(20);
          Tokens tokens = tokens(random, length);
          int[] holes = holes(random, place, length);
          int whole = place + length + 5;
          int from = random.nextInt(whole);
          int to = from + random.nextInt(whole - from);
          var out = new TokenColumns(1);
          TokenLayers.place(tokens, place, holes, from, to, out, Pace.unasked());
          Tokens placed = out.done();
          placed.checkInvariants();
          int[] expected = new int[whole];
          Arrays.fill(expected, FREE);
          int[] own = paint(tokens, length);
          for (int i = Math.max(from, place); i < Math.min(to, place + length); i++) {
            expected[i] = own[i - place];
          }
          for (int i = 0; i < holes.length; i += 2) {
            Arrays.fill(expected, holes[i], holes[i + 1], FREE);
          }
          assertArrayEquals(expected, paint(placed, whole));
        });
  }

  private static int[] holes(Random random, int place, int length) {
    int[] bounds = new int[2 * length];
    int count = 0;
    for (int at = random.nextInt(5); at < length - 1; at += 1 + random.nextInt(8)) {
      int end = at + 1 + random.nextInt(length - at - 1);
      bounds[count++] = place + at;
      bounds[count++] = place + end;
      at = end;
    }
    return Arrays.copyOf(bounds, count);
  }

  private static Tokens tokens(Random random, int length) {
    var out = new TokenColumns(1);
    for (int at = random.nextInt(4); at < length; at += random.nextInt(4)) {
      int end = at + 1 + random.nextInt(length - at);
      out.add(at, end, random.nextInt(TokenLegend.TYPES.size()), random.nextInt(8));
      at = end;
    }
    return out.done();
  }

  private static int[] paint(Tokens tokens, int length) {
    int[] units = new int[length];
    Arrays.fill(units, FREE);
    for (int i = 0; i < tokens.count(); i++) {
      Arrays.fill(
          units,
          tokens.startUtf16()[i],
          tokens.endUtf16()[i],
          tokens.type()[i] << 16 | tokens.modifiers()[i]);
    }
    return units;
  }
}
