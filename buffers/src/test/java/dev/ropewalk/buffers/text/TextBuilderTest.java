package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextBuilderTest {
  @Test
  void pieces_cut_anywhere_build_the_same_text() {
    Randomized.rounds(
        300,
        random -> {
          String content = RandomText.withLoneSurrogates(random, random.nextInt(3000));
          var builder = new TextBuilder(tuning(random));
          for (int from = 0; from < content.length(); ) {
            int to = Math.min(content.length(), from + random.nextInt(2000));
            builder.append(content.substring(from, to));
            from = to;
          }
          Text text = builder.build();
          text.checkInvariants();
          assertEquals(RandomText.repaired(content), text.toString());
          assertEquals(Text.countLoneSurrogates(content), builder.replacedSurrogates());
          assertEquals(loneSurrogates(content), builder.replacedSurrogates());
        });
  }

  @Test
  void bytes_cut_anywhere_build_the_same_text() {
    Randomized.rounds(
        300,
        random -> {
          byte[] bytes = RandomText.scalars(random, 2000).getBytes(StandardCharsets.UTF_8);
          var builder = new TextBuilder(tuning(random));
          appendInPieces(random, builder, bytes);
          Text text = builder.build();
          text.checkInvariants();
          assertEquals(new String(bytes, StandardCharsets.UTF_8), text.toString());
          assertEquals(0, builder.malformedSequences());
        });
  }

  @Test
  void malformed_bytes_become_replacement_characters_wherever_they_are_cut() {
    Randomized.rounds(
        600,
        random -> {
          byte[] bytes = almostUtf8(random);
          var builder = new TextBuilder(tuning(random));
          appendInPieces(random, builder, bytes);
          Text text = builder.build();
          text.checkInvariants();
          var expected = new StringBuilder();
          int malformed = decodeNaively(bytes, expected);
          assertEquals(expected.toString(), text.toString());
          assertEquals(malformed, builder.malformedSequences());
        });
  }

  @Test
  void units_and_bytes_may_alternate_and_end_what_the_other_left_open() {
    var builder = new TextBuilder();
    byte[] smile = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    builder.append("a\uD83D").appendUtf8(smile, 0, 2).append("\uDE00b\uD83D");
    Text text = builder.build();
    assertEquals("a\uFFFD\uFFFD\uFFFDb\uFFFD", text.toString());
    assertEquals(3, builder.replacedSurrogates());
    assertEquals(1, builder.malformedSequences());
  }

  @Test
  void nothing_builds_the_empty_text() {
    assertEquals(Text.empty(), new TextBuilder().build());
    assertEquals(Text.empty(), new TextBuilder().append("").build());
    assertEquals(1, Text.empty().lineCount());
    assertTrue(Text.empty().isEmpty());
  }

  @Test
  void a_spent_builder_refuses_everything() {
    var builder = new TextBuilder().append("x");
    builder.build();
    assertThrows(IllegalStateException.class, () -> builder.append("y"));
    assertThrows(IllegalStateException.class, () -> builder.appendUtf8(new byte[1], 0, 1));
    assertThrows(IllegalStateException.class, builder::build);
    assertThrows(
        IndexOutOfBoundsException.class, () -> new TextBuilder().appendUtf8(new byte[3], 2, 2));
  }

  private static Tuning tuning(Random random) {
    return random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION;
  }

  private static void appendInPieces(Random random, TextBuilder builder, byte[] bytes) {
    int largest = 1 + random.nextInt(random.nextBoolean() ? 3 : 1500);
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(bytes.length - from, random.nextInt(largest + 1));
      builder.appendUtf8(bytes, from, length);
      from += length;
    }
  }

  private static int loneSurrogates(String text) {
    return (int) text.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).count();
  }

  /** Returns UTF-8 with bytes removed, changed and thrown in. */
  private static byte[] almostUtf8(Random random) {
    byte[] valid = RandomText.scalars(random, random.nextInt(200)).getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream();
    int rate = 2 + random.nextInt(30);
    int[] borders = {0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF};
    for (byte b : valid) {
      switch (random.nextInt(rate)) {
        case 0 -> bytes.write(borders[random.nextInt(borders.length)]);
        case 1 -> {}
        default -> bytes.write(b);
      }
    }
    return bytes.toByteArray();
  }

  /** Decodes as the table of well-formed sequences says; returns how many parts were not. */
  private static int decodeNaively(byte[] bytes, StringBuilder out) {
    int malformed = 0;
    for (int i = 0; i < bytes.length; ) {
      int best = 0;
      for (int length = 1; length <= 4 && i + length <= bytes.length; length++) {
        if (isPrefixOfSequence(bytes, i, length)) {
          best = length;
        } else {
          break;
        }
      }
      String decoded = new String(bytes, i, Math.max(best, 1), StandardCharsets.UTF_8);
      if (best > 0 && best == sequenceLength(bytes[i] & 0xFF)) {
        out.append(decoded);
      } else {
        out.append('\uFFFD');
        malformed++;
      }
      i += Math.max(best, 1);
    }
    return malformed;
  }

  private static int sequenceLength(int lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  /** Rows of the table: first and last lead, range of the second byte. */
  private static boolean isPrefixOfSequence(byte[] bytes, int at, int length) {
    int lead = bytes[at] & 0xFF;
    int[][] rows = {
      {0x00, 0x7F, 1, 0, 0},
      {0xC2, 0xDF, 2, 0x80, 0xBF},
      {0xE0, 0xE0, 3, 0xA0, 0xBF},
      {0xE1, 0xEC, 3, 0x80, 0xBF},
      {0xED, 0xED, 3, 0x80, 0x9F},
      {0xEE, 0xEF, 3, 0x80, 0xBF},
      {0xF0, 0xF0, 4, 0x90, 0xBF},
      {0xF1, 0xF3, 4, 0x80, 0xBF},
      {0xF4, 0xF4, 4, 0x80, 0x8F},
    };
    for (int[] row : rows) {
      if (lead >= row[0] && lead <= row[1]) {
        if (length > row[2]) {
          return false;
        }
        for (int i = 1; i < length; i++) {
          int b = bytes[at + i] & 0xFF;
          int low = i == 1 ? row[3] : 0x80;
          int high = i == 1 ? row[4] : 0xBF;
          if (b < low || b > high) {
            return false;
          }
        }
        return true;
      }
    }
    return false;
  }
}
