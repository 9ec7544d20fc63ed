package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.Matches;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each loop that makes a result asks after a bounded number of steps whether it is wanted. */
class PaceTest {
  private static final int LINES = 10_000;
  private static final String LINE = "import \"a\"; {\n}\n";
  private static final Text TEXT = Text.of(LINE.repeat(LINES));

  private static final class Unwanted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A capture of the same place in each line. */
  private static Captures captures(String name, int from, int to) {
    int[] start = new int[LINES];
    int[] end = new int[LINES];
    Arrays.setAll(start, i -> i * LINE.length() + from);
    Arrays.setAll(end, i -> i * LINE.length() + to);
    return new Captures(
        LINES,
        start,
        end,
        new int[LINES],
        new int[LINES],
        List.of(name),
        Collections.nCopies(1, Map.of()));
  }

  /** Two captures in each line: one of a part, one of more. */
  private static Matches matches(String outer, String inner) {
    int[] first = new int[LINES + 1];
    int[] name = new int[2 * LINES];
    int[] start = new int[2 * LINES];
    int[] end = new int[2 * LINES];
    Arrays.setAll(first, i -> 2 * i);
    Arrays.setAll(name, c -> c % 2);
    Arrays.setAll(start, c -> c / 2 * LINE.length() + 7 * (c % 2));
    Arrays.setAll(end, c -> c / 2 * LINE.length() + 11 - c % 2);
    return new Matches(
        LINES,
        new int[LINES],
        first,
        name,
        start,
        end,
        List.of(outer, inner),
        Collections.nCopies(1, Map.of()));
  }

  /** Runs to the end, and to every one of some questions. */
  private static void assertAsks(int leastSteps, Consumer<Pace> loop) {
    var asked = new AtomicInteger();
    loop.accept(Pace.of(asked::incrementAndGet));
    int all = asked.get();
    assertTrue(all >= leastSteps / Pace.STEPS, all + " questions in " + leastSteps + " steps");
    for (int last : List.of(1, all / 2, all)) {
      asked.set(0);
      assertThrows(
          Unwanted.class,
          () ->
              loop.accept(
                  Pace.of(
                      () -> {
                        if (asked.incrementAndGet() == last) {
                          throw new Unwanted();
                        }
                      })));
      assertEquals(last, asked.get(), "nothing asks after it has been ended");
    }
  }

  @Test
  void an_outline_asks_at_its_matches_in_sorting_and_for_each_symbol() {
    Matches found = matches("definition.class", "name");
    assertAsks(
        4 * LINES,
        pace -> assertEquals(LINES, OutlineBuilder.of(found, TEXT, pace).roots().size()));
  }

  @Test
  void folds_ask_at_their_captures_and_in_sorting() {
    Captures found = captures("fold.region", 0, LINE.length() - 1);
    assertAsks(
        2 * LINES, pace -> assertEquals(LINES, FoldBuilder.of(found, TEXT, pace).ranges().size()));
  }

  @Test
  void tokens_ask_at_their_captures() {
    Captures found = captures("keyword", 0, 6);
    int end = TEXT.lengthUtf16();
    assertAsks(LINES, pace -> assertEquals(LINES, TokenSweep.of(found, 0, end, pace).count()));
  }

  @Test
  void imports_ask_at_their_matches() {
    Matches found = matches("whole", "import.file");
    assertAsks(LINES, pace -> assertEquals(LINES, Imports.of(found, TEXT, pace).items().size()));
  }

  @Test
  void names_ask_when_they_are_swept_defined_and_resolved() {
    Captures defined = captures("local.definition.var", 0, 6);
    assertAsks(
        2 * LINES,
        pace -> assertEquals(LINES, LocalsBuilder.of(defined, TEXT, pace).symbol().length));
    Captures used = captures("local.reference.member", 0, 6);
    assertAsks(
        3 * LINES, pace -> assertEquals(LINES, LocalsBuilder.of(used, TEXT, pace).symbol().length));
  }

  @Test
  void words_ask_where_they_stand() {
    assertAsks(
        LINES,
        pace ->
            assertEquals(
                LINES, Highlights.ofWord(TEXT, 2, Integer.MAX_VALUE, pace).marks().size()));
  }
}
