package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Tokens;
import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.lsp4j.SemanticTokensEdit;
import org.junit.jupiter.api.Test;

class TokenWireTest {
  private static Tokens tokens(int... bounds) {
    int count = bounds.length / 2;
    return new Tokens(
        count,
        IntStream.range(0, count).map(i -> bounds[2 * i]).toArray(),
        IntStream.range(0, count).map(i -> bounds[2 * i + 1]).toArray(),
        new byte[count],
        new short[count]);
  }

  @Test
  void a_token_over_lines_becomes_one_for_each_line_that_has_text() {
    Text text = Text.of("a /* x\r\n\r\n  y */ b");
    int[] data = TokenWire.encode(tokens(2, 16), text, PositionEncoding.UTF_16);
    assertArrayEquals(new int[] {0, 2, 4, 0, 0, 2, 0, 6, 0, 0}, data);
  }

  @Test
  void lengths_count_in_the_clients_encoding() {
    Text text = Text.of("é\uD83D\uDE00 x");
    for (PositionEncoding encoding : PositionEncoding.values()) {
      int first =
          switch (encoding) {
            case UTF_8 -> 6;
            case UTF_16 -> 3;
            case UTF_32 -> 2;
          };
      assertArrayEquals(
          new int[] {0, 0, first, 0, 0, 0, first + 1, 1, 0, 0},
          TokenWire.encode(tokens(0, 3, 4, 5), text, encoding));
    }
  }

  @Test
  void a_delta_turns_the_old_data_into_the_new() {
    Randomized.rounds(
        random -> {
          int[] before = random.ints(5L * random.nextInt(12), 0, 3).toArray();
          int[] after =
              random.nextBoolean()
                  ? random.ints(5L * random.nextInt(12), 0, 3).toArray()
                  : before.clone();
          List<Integer> patched = new ArrayList<>(TokenWire.listOf(before));
          List<SemanticTokensEdit> edits = TokenWire.difference(before, after);
          assertTrue(edits.size() <= 1);
          for (SemanticTokensEdit edit : edits) {
            assertEquals(0, edit.getStart() % 5);
            var replaced =
                patched.subList(edit.getStart(), edit.getStart() + edit.getDeleteCount());
            replaced.clear();
            patched.addAll(edit.getStart(), edit.getData());
          }
          assertEquals(TokenWire.listOf(after), patched);
        });
  }
}
