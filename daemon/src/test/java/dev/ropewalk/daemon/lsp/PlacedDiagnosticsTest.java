package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Diagnostics;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client sees of diagnostics, and how that is written. */
class PlacedDiagnosticsTest {
  private static final Diagnostics FOUND =
      new Diagnostics(List.of(new Diagnostics.Item(3, 4, "syntax", "wrong")), false);

  private static PlacedDiagnostics of(String text, PositionEncoding encoding) {
    return PlacedDiagnostics.of(FOUND, Text.of(text), encoding);
  }

  @Test
  void equal_offsets_are_not_equal_where_lines_or_the_clients_characters_differ() {
    assertEquals(of("a;bx c", PositionEncoding.UTF_16), of("abcx d", PositionEncoding.UTF_16));
    assertNotEquals(of("a\nbx", PositionEncoding.UTF_16), of("ab\nx", PositionEncoding.UTF_16));
    assertNotEquals(of("éééx", PositionEncoding.UTF_8), of("eeex", PositionEncoding.UTF_8));
    assertEquals(of("éééx", PositionEncoding.UTF_16), of("eeex", PositionEncoding.UTF_16));
  }

  private static GuestReply.Span span(Random random) {
    return new GuestReply.Span(
        random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2));
  }

  private static PlacedDiagnostics random(Random random) {
    List<PlacedDiagnostics.Item> items = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      items.add(
          new PlacedDiagnostics.Item(
              span(random),
              List.of("", "a").get(random.nextInt(2)),
              List.of("", "a", "é").get(random.nextInt(3)),
              random.nextInt(2),
              List.of("", "b").get(random.nextInt(2)),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean()
                  ? List.of()
                  : List.of(new PlacedDiagnostics.Related("/p", span(random), "r"))));
    }
    return new PlacedDiagnostics(items);
  }

  @Test
  void what_is_encoded_comes_back_and_different_values_have_different_bytes() {
    Map<Fingerprint, PlacedDiagnostics> seen = new HashMap<>();
    Randomized.rounds(
        random -> {
          PlacedDiagnostics value = random(random);
          byte[] bytes = PlacedDiagnostics.CODEC.encode(value);
          assertEquals(value, PlacedDiagnostics.CODEC.decode(bytes));
          PlacedDiagnostics before = seen.putIfAbsent(Fingerprint.of(bytes), value);
          assertEquals(before == null ? value : before, value);
          byte[] wrong = bytes.clone();
          wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
          try {
            assertArrayEquals(
                wrong, PlacedDiagnostics.CODEC.encode(PlacedDiagnostics.CODEC.decode(wrong)));
          } catch (CanonicalException e) {
            assertThrows(CanonicalException.class, () -> PlacedDiagnostics.CODEC.decode(wrong));
          }
        });
  }
}
