package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares lines and positions with an oracle that counts from the start each time. */
final class PositionsTest {
  @Test
  void lines_and_positions_agree_with_counting_on_tiny_nodes() {
    Randomized.rounds(
        250, random -> compare(RandomText.scalars(random, random.nextInt(120)), Tuning.TINY));
  }

  @Test
  void lines_and_positions_agree_with_counting_on_production_nodes() {
    Randomized.rounds(4, random -> compare(RandomText.scalars(random, 2500), Tuning.PRODUCTION));
  }

  @Test
  void positions_agree_with_counting_on_one_long_line() {
    Randomized.rounds(
        40,
        random -> {
          String line = RandomText.scalars(random, 400).replaceAll("[\r\n]", "-");
          compare("a\n" + line + "\r\nb", Tuning.TINY);
        });
  }

  @Test
  void a_sweep_agrees_with_single_conversions_however_sparse_it_is() {
    Randomized.rounds(
        200,
        random -> {
          Tuning tuning = random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION;
          Text text = Text.of(RandomText.scalars(random, 3000), tuning);
          int count = 1 + random.nextInt(random.nextBoolean() ? 10 : 2000);
          int[] offsets = random.ints(count, 0, text.lengthUtf16() + 1).sorted().toArray();
          for (PositionEncoding encoding : PositionEncoding.values()) {
            int[] lines = new int[count];
            int[] characters = new int[count];
            text.positionsOf(offsets, count, encoding, lines, characters);
            for (int i = 0; i < count; i++) {
              assertEquals(
                  text.positionOf(offsets[i], encoding), new Position(lines[i], characters[i]));
            }
          }
        });
  }

  @Test
  void a_sweep_writes_only_as_many_as_it_was_asked_for() {
    Text text = Text.of("ab\ncd");
    int[] lines = {-1, -1, -1};
    int[] characters = {-1, -1, -1};
    text.positionsOf(new int[] {4, 5, 0}, 2, PositionEncoding.UTF_16, lines, characters);
    assertArrayEquals(new int[] {1, 1, -1}, lines);
    assertArrayEquals(new int[] {1, 2, -1}, characters);
  }

  private static void compare(String content, Tuning tuning) {
    Text text = Text.of(content, tuning);
    text.checkInvariants();
    List<int[]> lines = lines(content);
    assertEquals(lines.size(), text.lineCount());
    for (int line = 0; line < lines.size(); line++) {
      assertEquals(lines.get(line)[0], text.lineStart(line));
      assertEquals(lines.get(line)[1], text.lineEnd(line));
    }
    int[] all = new int[content.length() + 1];
    Arrays.setAll(all, i -> i);
    for (PositionEncoding encoding : PositionEncoding.values()) {
      int[] sweptLines = new int[all.length];
      int[] sweptCharacters = new int[all.length];
      text.positionsOf(all, all.length, encoding, sweptLines, sweptCharacters);
      int line = 0;
      for (int offset = 0; offset <= content.length(); offset++) {
        while (line + 1 < lines.size() && lines.get(line + 1)[0] <= offset) {
          line++;
        }
        assertEquals(line, text.lineOf(offset));
        int start = RandomText.cutsPair(content, offset) ? offset - 1 : offset;
        int character = units(content.substring(lines.get(line)[0], start), encoding);
        Position expected = new Position(line, character);
        assertEquals(expected, text.positionOf(offset, encoding));
        assertEquals(expected, new Position(sweptLines[offset], sweptCharacters[offset]));
      }
      for (line = 0; line < lines.size(); line++) {
        comparePositionsOfLine(content, text, line, lines.get(line), encoding);
      }
    }
  }

  private static void comparePositionsOfLine(
      String content, Text text, int line, int[] range, PositionEncoding encoding) {
    int offset = range[0];
    int character = 0;
    while (offset < range[1]) {
      int codePoint = content.codePointAt(offset);
      int width = units(Character.toString(codePoint), encoding);
      for (int inside = 0; inside < width; inside++) {
        assertEquals(offset, text.offsetOf(new Position(line, character + inside), encoding));
      }
      character += width;
      offset += Character.charCount(codePoint);
    }
    for (int beyond : new int[] {0, 1, 2, 50, Integer.MAX_VALUE - character}) {
      Position position = new Position(line, character + beyond);
      assertEquals(range[1], text.offsetOf(position, encoding));
    }
  }

  /** Returns the start and the end of each line. */
  private static List<int[]> lines(String content) {
    var lines = new ArrayList<int[]>();
    int start = 0;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(new int[] {start, i});
        if (c == '\r' && i + 1 < content.length() && content.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    lines.add(new int[] {start, content.length()});
    return lines;
  }

  private static int units(String text, PositionEncoding encoding) {
    return switch (encoding) {
      case UTF_8 -> text.getBytes(StandardCharsets.UTF_8).length;
      case UTF_16 -> text.length();
      case UTF_32 -> text.codePointCount(0, text.length());
    };
  }
}
