package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Views, cursors, searches and boundaries of a text beside those of the same String. */
final class TextReadingTest {
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("[a-z]+\\d"),
          Pattern.compile("(?m)^.{2,5}$"),
          Pattern.compile("\\R"),
          Pattern.compile("(.)(?:.{0,30}?)\\1", Pattern.DOTALL),
          Pattern.compile("(?<=[\u0080-\uFFFF]).|\\b"),
          Pattern.compile("[^\\x00-\\x7F]{3,}"),
          Pattern.compile("\\Ax|x\\z|(?=y)"));

  @Test
  void chars_are_those_of_the_string_in_any_order() {
    forTexts(
        150,
        600,
        (random, content, text) -> {
          int start = random.nextInt(content.length() + 1);
          int end = start + random.nextInt(content.length() - start + 1);
          TextChars chars = text.chars().subSequence(start, end);
          String expected = content.substring(start, end);
          assertEquals(expected.length(), chars.length());
          assertEquals(expected.isEmpty(), chars.isEmpty());
          assertEquals(expected, chars.toString());
          for (int i = 0; i < expected.length(); i++) {
            assertEquals(expected.charAt(i), chars.charAt(i));
          }
          for (int i = expected.length() - 1; i >= 0; i--) {
            assertEquals(expected.charAt(i), chars.charAt(i));
          }
          for (int i = 0; i < 50 && !expected.isEmpty(); i++) {
            int at = random.nextInt(expected.length());
            assertEquals(expected.charAt(at), chars.charAt(at));
          }
          assertThrows(IndexOutOfBoundsException.class, () -> chars.charAt(expected.length()));
          assertThrows(IndexOutOfBoundsException.class, () -> chars.charAt(-1));
          assertEquals(0, CharSequence.compare(expected, chars));
        });
  }

  @Test
  void a_cursor_of_code_points_moves_both_ways() {
    forTexts(
        150,
        300,
        (random, content, text) -> {
          int offset = RandomText.boundary(random, content);
          CodePointCursor cursor = text.codePoints(offset);
          for (int i = 0; i < 300; i++) {
            assertEquals(offset, cursor.offsetUtf16());
            assertEquals(offset < content.length(), cursor.hasNext());
            assertEquals(offset > 0, cursor.hasPrevious());
            boolean forward = random.nextInt(100) < (i / 100 == 1 ? 20 : 80);
            if (forward && offset < content.length()) {
              int expected = content.codePointAt(offset);
              assertEquals(expected, cursor.next());
              offset += Character.charCount(expected);
            } else if (!forward && offset > 0) {
              int expected = content.codePointBefore(offset);
              assertEquals(expected, cursor.previous());
              offset -= Character.charCount(expected);
            }
          }
          CodePointCursor atStart = text.codePoints(0);
          assertThrows(NoSuchElementException.class, atStart::previous);
          CodePointCursor atEnd = text.codePoints(content.length());
          assertThrows(NoSuchElementException.class, atEnd::next);
        });
  }

  @Test
  void slices_read_hash_and_become_texts_like_substrings() {
    forTexts(
        150,
        600,
        (random, content, text) -> {
          int a = RandomText.boundary(random, content);
          int b = RandomText.boundary(random, content);
          TextSlice slice = text.view(Math.min(a, b), Math.max(a, b));
          String expected = content.substring(slice.startUtf16(), slice.endUtf16());
          byte[] utf8 = expected.getBytes(StandardCharsets.UTF_8);
          assertEquals(expected, slice.toString());
          assertEquals(expected, slice.chars().toString());
          assertEquals(expected.length(), slice.lengthUtf16());
          assertEquals(utf8.length, slice.lengthBytes());
          assertEquals(expected.isEmpty(), slice.isEmpty());
          var copy = ByteBuffer.allocate(utf8.length);
          slice.copyTo(copy);
          assertEquals(ByteBuffer.wrap(utf8), copy.flip());
          assertEquals(ByteBuffer.wrap(utf8), joined(backwards(slice.chunksFromEnd())));
          Text own = slice.toText();
          own.checkInvariants();
          assertEquals(expected, own.toString());
          assertEquals(Text.of(expected).contentHash(), slice.contentHash());
          assertEquals(own.contentHash(), slice.contentHash());
        });
  }

  @Test
  void slices_are_equal_when_their_contents_are() {
    Randomized.rounds(
        100,
        random -> {
          String common = RandomText.scalars(random, 1 + random.nextInt(300));
          String before = RandomText.scalars(random, random.nextInt(50)) + "|";
          String other = RandomText.scalars(random, random.nextInt(50)) + "|";
          Text left = Text.of(before + common + "|", Tuning.TINY);
          Text right = Text.of(other + common + "|", Tuning.PRODUCTION);
          int end = common.length();
          TextSlice one = left.view(before.length(), before.length() + end);
          assertTrue(one.contentEquals(right.view(other.length(), other.length() + end)));
          assertTrue(one.contentEquals(one));
          assertFalse(one.contentEquals(left.view(before.length() - 1, before.length() + end)));
          Text changed = right.replace(other.length() - 1, other.length(), "+");
          assertFalse(
              left.view(before.length() - 1, before.length() + end)
                  .contentEquals(changed.view(other.length() - 1, other.length() + end)));
        });
  }

  @Test
  void chunks_move_both_ways() {
    forTexts(
        100,
        400,
        (random, content, text) -> {
          ChunkCursor chunks = text.chunks();
          var seen = new ArrayDeque<ByteBuffer>();
          for (int i = 0; i < 200; i++) {
            assertEquals(!seen.isEmpty(), chunks.hasPrevious());
            boolean forward = random.nextInt(3) != 0;
            if (forward && chunks.hasNext()) {
              ByteBuffer chunk = chunks.next();
              assertTrue(chunk.hasRemaining() && chunk.isReadOnly());
              assertEquals(
                  content.isEmpty(), StandardCharsets.UTF_8.decode(chunk.duplicate()).isEmpty());
              seen.addLast(chunk);
            } else if (!forward && chunks.hasPrevious()) {
              assertEquals(seen.removeLast(), chunks.previous());
            }
          }
          while (chunks.hasNext()) {
            seen.addLast(chunks.next());
          }
          assertThrows(NoSuchElementException.class, chunks::next);
          assertEquals(
              content, StandardCharsets.UTF_8.decode(joined(List.copyOf(seen))).toString());
        });
  }

  @Test
  void offsets_convert_as_counting_does() {
    forTexts(
        150,
        200,
        (random, content, text) -> {
          int[][] places = places(content);
          PositionEncoding[] units = PositionEncoding.values();
          for (int from = 0; from < units.length; from++) {
            assertEquals(places[places.length - 1][from], text.length(units[from]));
            for (int i = 0; i < places.length; i++) {
              int next = i + 1 < places.length ? places[i + 1][from] : places[i][from] + 1;
              for (int offset = places[i][from]; offset < next; offset++) {
                for (int to = 0; to < units.length; to++) {
                  assertEquals(places[i][to], text.convert(offset, units[from], units[to]));
                }
                int line = text.lineOf(places[i][1]);
                assertEquals(line, text.lineOf(offset, units[from]));
              }
            }
            int beyond = text.length(units[from]) + 1;
            PositionEncoding unit = units[from];
            assertThrows(TextRangeException.class, () -> text.convert(beyond, unit, unit));
            assertThrows(TextRangeException.class, () -> text.lineOf(-1, unit));
          }
          for (int line = 0; line < text.lineCount(); line++) {
            for (PositionEncoding unit : units) {
              int start = text.lineStart(line);
              int end = text.lineEnd(line);
              assertEquals(
                  text.convert(start, PositionEncoding.UTF_16, unit), text.lineStart(line, unit));
              assertEquals(
                  text.convert(end, PositionEncoding.UTF_16, unit), text.lineEnd(line, unit));
            }
          }
        });
  }

  @Test
  void literals_are_found_where_the_string_has_them() {
    forTexts(
        300,
        400,
        (random, content, text) -> {
          for (int i = 0; i < 30; i++) {
            int start = random.nextInt(content.length() + 1);
            int end = start + random.nextInt(content.length() - start + 1);
            String literal = literal(random, content);
            String range = content.substring(start, end);
            int first = range.indexOf(literal);
            int last = range.lastIndexOf(literal);
            assertEquals(first < 0 ? -1 : start + first, text.indexOf(literal, start, end));
            assertEquals(last < 0 ? -1 : start + last, text.lastIndexOf(literal, start, end));
          }
        });
  }

  @Test
  void literals_that_nearly_match_over_and_over_are_found() {
    Randomized.rounds(
        200,
        random -> {
          var content = new StringBuilder();
          for (int i = random.nextInt(400); i > 0; i--) {
            content.append(random.nextInt(8) == 0 ? 'b' : 'a');
          }
          Text text = Text.of(content, random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION);
          for (int i = 0; i < 20; i++) {
            String literal = "a".repeat(random.nextInt(12)) + "b" + "a".repeat(random.nextInt(12));
            assertEquals(content.indexOf(literal), text.indexOf(literal, 0, content.length()));
            assertEquals(
                content.lastIndexOf(literal), text.lastIndexOf(literal, 0, content.length()));
          }
        });
  }

  @Test
  void half_of_a_pair_is_found_nowhere() {
    Text text = Text.of("x\uD83D\uDE00y");
    assertEquals(-1, text.indexOf("\uD83D", 0, 4));
    assertEquals(-1, text.lastIndexOf("\uDE00y", 0, 4));
    assertEquals(-1, text.indexOf("\uD83D\uDE00", 0, 2));
    assertEquals(-1, text.indexOf("\uD83D\uDE00", 2, 4));
    assertEquals(3, text.indexOf("y", 2, 4));
    assertEquals(1, text.lastIndexOf("", 0, 1));
  }

  @Test
  void patterns_match_what_they_match_in_the_string() {
    forTexts(
        60,
        300,
        (random, content, text) -> {
          for (Pattern pattern : PATTERNS) {
            int start = random.nextInt(content.length() + 1);
            int end = start + random.nextInt(content.length() - start + 1);
            boolean anchoring = random.nextBoolean();
            boolean transparent = random.nextBoolean();
            List<String> expected =
                pattern
                    .matcher(content)
                    .region(start, end)
                    .useAnchoringBounds(anchoring)
                    .useTransparentBounds(transparent)
                    .results()
                    .map(TextReadingTest::show)
                    .toList();
            List<String> actual =
                text.matcher(pattern)
                    .region(start, end)
                    .useAnchoringBounds(anchoring)
                    .useTransparentBounds(transparent)
                    .results()
                    .map(TextReadingTest::show)
                    .toList();
            assertEquals(expected, actual);
          }
        });
  }

  @Test
  void boundaries_are_those_of_a_break_iterator_over_everything() {
    Randomized.rounds(
        200,
        random -> {
          String content = prose(random, 300);
          Text text = Text.of(content, random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION);
          for (BoundaryKind kind : BoundaryKind.values()) {
            BreakIterator all =
                kind == BoundaryKind.WORD
                    ? BreakIterator.getWordInstance(Locale.ROOT)
                    : BreakIterator.getCharacterInstance(Locale.ROOT);
            all.setText(content);
            var boundaries = new ArrayList<Integer>();
            for (int at = all.first(); at != BreakIterator.DONE; at = all.next()) {
              boundaries.add(at);
            }
            int last = 0;
            for (int offset = 0; offset <= content.length(); offset++) {
              if (offset > 0) {
                String where = kind + " before " + offset;
                assertEquals(
                    boundaries.get(last), text.boundaryBefore(offset, kind, Locale.ROOT), where);
              }
              if (offset < content.length()) {
                last += boundaries.get(last + 1) <= offset ? 1 : 0;
                String where = kind + " after " + offset;
                assertEquals(
                    boundaries.get(last + 1), text.boundaryAfter(offset, kind, Locale.ROOT), where);
              }
            }
          }
        });
  }

  @Test
  void a_boundary_in_a_huge_line_without_any_is_found_in_bounded_time() {
    Text flags = Text.of("\uD83C\uDDE9\uD83C\uDDEA".repeat(100_000));
    int after = flags.boundaryAfter(200_000, BoundaryKind.GRAPHEME, Locale.ROOT);
    assertTrue(after > 200_000 && after <= 200_004, "flags after 200,000: " + after);
    int before = flags.boundaryBefore(200_000, BoundaryKind.GRAPHEME, Locale.ROOT);
    assertTrue(before >= 199_996 && before < 200_000, "flags before 200,000: " + before);
    Text word = Text.of("x".repeat(300_000));
    assertEquals(300_000, word.boundaryAfter(5, BoundaryKind.WORD, Locale.ROOT));
    assertThrows(
        TextRangeException.class, () -> word.boundaryAfter(300_000, BoundaryKind.WORD, Locale.US));
    assertThrows(
        TextRangeException.class, () -> word.boundaryBefore(0, BoundaryKind.WORD, Locale.US));
  }

  private interface Check {
    void run(Random random, String content, Text text) throws Exception;
  }

  private static void forTexts(int rounds, int largest, Check check) {
    Randomized.rounds(
        rounds,
        random -> {
          boolean tiny = random.nextInt(3) != 0;
          int units = random.nextInt(tiny ? largest : 20 * largest);
          if (!tiny && random.nextBoolean()) {
            units = random.nextInt(largest);
          }
          String content = RandomText.scalars(random, Math.min(units, 4 * largest));
          check.run(random, content, Text.of(content, tiny ? Tuning.TINY : Tuning.PRODUCTION));
        });
  }

  /** Returns a part of the content, whole code points, sometimes changed a little. */
  private static String literal(Random random, String content) {
    int from = RandomText.boundary(random, content);
    int to = Math.min(content.length(), from + random.nextInt(random.nextInt(4) == 0 ? 60 : 5));
    to = RandomText.cutsPair(content, to) ? to + 1 : to;
    String literal = content.substring(from, to);
    return random.nextInt(3) == 0 ? literal + (char) ('a' + random.nextInt(3)) : literal;
  }

  private static String show(MatchResult match) {
    var shown = new StringBuilder();
    for (int group = 0; group <= match.groupCount(); group++) {
      shown.append(match.start(group)).append('-').append(match.end(group));
      shown.append(match.group(group)).append(';');
    }
    return shown.toString();
  }

  /** Returns words, numbers, marks, emoji of many code points and breaks. */
  private static String prose(Random random, int units) {
    String[] parts = {
      "word",
      "don't",
      "3.14",
      "1,000",
      " ",
      "  ",
      "\n",
      "\r\n",
      "\r",
      ". ",
      "e\u0301",
      "a\u0300\u0323",
      "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
      "\uD83C\uDDE9",
      "\uD83D\uDC4D\uD83C\uDFFD",
      "\u0E01\u0E33",
      "\uAC00\u11A8",
      "\u1100\u1161",
      "\u6587\u66F8",
      "\u30AB\u30BF",
      "$5",
      "a_b",
      "\u0600x",
      "\t",
      "\u00A0",
      "x-y",
      "\u2028",
      "\u0915\u094D\u0937",
      "%",
      "A"
    };
    var prose = new StringBuilder();
    while (prose.length() < units) {
      prose.append(parts[random.nextInt(parts.length)]);
    }
    return prose.toString();
  }

  /** Returns, for each code point's start and for the end: byte, unit, code point. */
  private static int[][] places(String content) {
    var places = new ArrayList<int[]>();
    int bytes = 0;
    int codePoints = 0;
    for (int i = 0; i < content.length(); ) {
      places.add(new int[] {bytes, i, codePoints});
      int codePoint = content.codePointAt(i);
      bytes += Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
      i += Character.charCount(codePoint);
      codePoints++;
    }
    places.add(new int[] {bytes, content.length(), codePoints});
    return places.toArray(new int[0][]);
  }

  private static List<ByteBuffer> backwards(ChunkCursor chunks) {
    var all = new ArrayList<ByteBuffer>();
    while (chunks.hasPrevious()) {
      all.addFirst(chunks.previous());
    }
    return all;
  }

  private static ByteBuffer joined(List<ByteBuffer> chunks) {
    var joined = new ByteArrayOutputStream();
    for (ByteBuffer chunk : chunks) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.duplicate().get(bytes);
      joined.writeBytes(bytes);
    }
    return ByteBuffer.wrap(joined.toByteArray());
  }
}
