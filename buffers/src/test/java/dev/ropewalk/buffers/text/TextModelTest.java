package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs random edits on a text and on a StringBuilder, and compares all that can be read. */
final class TextModelTest {
  @Test
  void random_edits_on_tiny_nodes_leave_what_a_string_builder_has() {
    Randomized.rounds(150, random -> edit(random, Tuning.TINY, 150, 40));
  }

  @Test
  void random_edits_on_production_nodes_leave_what_a_string_builder_has() {
    Randomized.rounds(20, random -> edit(random, Tuning.PRODUCTION, 150, 3000));
  }

  @Test
  void random_batches_leave_what_edits_from_the_back_do() {
    Randomized.rounds(
        300,
        random -> {
          Tuning tuning = random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION;
          String before = RandomText.scalars(random, random.nextInt(400));
          List<TextEdit> edits = batch(random, before);
          var expected = new StringBuilder(before);
          for (int i = edits.size() - 1; i >= 0; i--) {
            TextEdit edit = edits.get(i);
            expected.replace(
                edit.startUtf16(), edit.endUtf16(), RandomText.repaired(edit.newText()));
          }
          Text text = Text.of(before, tuning);
          Text edited = text.apply(edits);
          edited.checkInvariants();
          assertEquals(expected.toString(), edited.toString());
          assertEquals(before, text.toString());
          assertEquals(edited, text.apply(shuffledKeepingInsertions(random, edits)));
        });
  }

  @Test
  void any_range_reads_as_in_a_string() {
    Randomized.rounds(
        200,
        random -> {
          String content = RandomText.scalars(random, random.nextInt(300));
          Text text = Text.of(content, random.nextBoolean() ? Tuning.TINY : Tuning.PRODUCTION);
          for (int i = 0; i < 20; i++) {
            int a = RandomText.boundary(random, content);
            int b = RandomText.boundary(random, content);
            String expected = content.substring(Math.min(a, b), Math.max(a, b));
            assertEquals(expected, text.slice(Math.min(a, b), Math.max(a, b)));
          }
          for (int i = 0; i < content.length(); i++) {
            assertEquals(content.charAt(i), text.charAt(i));
            int start = RandomText.cutsPair(content, i) ? i - 1 : i;
            assertEquals(content.codePointAt(start), text.codePointAt(i));
            assertEquals(start, text.floorToCodePoint(i));
          }
          readAll(random, content, text);
          matchSome(random, content, text);
        });
  }

  private static void edit(Random random, Tuning tuning, int edits, int largest) {
    var model = new StringBuilder();
    Text text = Text.of("", tuning);
    int cursor = 0;
    for (int i = 0; i < edits; i++) {
      boolean typing = random.nextInt(3) != 0;
      int start = typing ? Math.min(cursor, model.length()) : RandomText.boundary(random, model);
      start = RandomText.cutsPair(model, start) ? start - 1 : start;
      int removed = random.nextInt(5) < 3 ? 0 : random.nextInt(random.nextBoolean() ? 4 : largest);
      int end = Math.min(model.length(), start + removed);
      end = RandomText.cutsPair(model, end) ? end + 1 : end;
      int added = random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(8) == 0 ? largest : 4);
      String inserted = RandomText.withLoneSurrogates(random, added);
      Text before = text;
      String expectedBefore = before.toString();
      text = text.replace(start, end, inserted);
      model.replace(start, end, RandomText.repaired(inserted));
      cursor = start + inserted.length();
      if (random.nextInt(3) == 0) {
        assertTrue(text.contentHash().high() >= 0);
      }
      text.checkInvariants();
      assertEquals(model.toString(), text.toString());
      assertEquals(expectedBefore, before.toString(), "an old snapshot changed");
    }
    assertSameReads(model.toString(), text);
    assertEquals(Text.of(model), text);
    assertEquals(Text.of(model).hashCode(), text.hashCode());
    assertNotEquals(Text.of(model + "x"), text);
  }

  private static void assertSameReads(String content, Text text) throws AssertionError {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    assertEquals(content.length(), text.lengthUtf16());
    assertEquals(utf8.length, text.lengthBytes());
    assertEquals(content.codePointCount(0, content.length()), text.lengthCodePoints());
    var written = new ByteArrayOutputStream();
    var chunked = new ByteArrayOutputStream();
    try {
      text.writeTo(written);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    for (ByteBuffer chunk : text.utf8Chunks()) {
      assertTrue(chunk.isReadOnly() && chunk.hasRemaining());
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      chunked.writeBytes(bytes);
    }
    assertArrayEquals(utf8, written.toByteArray());
    assertArrayEquals(utf8, chunked.toByteArray());
  }

  private static void readAll(Random random, String content, Text text) {
    byte[] expected = content.getBytes(StandardCharsets.UTF_16LE);
    byte[] bytes = new byte[2 * content.length() + 3];
    int largest = 1 + random.nextInt(40);
    int offset = 0;
    while (true) {
      int wanted = 1 + random.nextInt(largest);
      int room = Math.min(wanted, content.length() - offset);
      int units = text.readUtf16(offset, bytes, 1 + 2 * offset, Math.max(room, 1));
      if (units == 0) {
        break;
      }
      assertTrue(units >= room - 1 && units <= room, "read " + units + " of " + room);
      assertTrue(room == 1 || !RandomText.cutsPair(content, offset + units));
      offset += units;
    }
    assertEquals(content.length(), offset);
    assertArrayEquals(expected, java.util.Arrays.copyOfRange(bytes, 1, 1 + expected.length));
    assertEquals(0, bytes[0]);
  }

  private static void matchSome(Random random, String content, Text text) {
    for (int i = 0; i < 20; i++) {
      int start = random.nextInt(content.length() + 1);
      int end = start + random.nextInt(content.length() - start + 1);
      String region = content.substring(start, end);
      assertTrue(text.regionMatches(start, region));
      if (start < end) {
        int wrong = random.nextInt(region.length());
        var changed = new StringBuilder(region);
        changed.setCharAt(wrong, (char) (region.charAt(wrong) ^ 1));
        assertEquals(false, text.regionMatches(start, changed));
      }
      assertEquals(false, text.regionMatches(start, content.substring(start) + "x"));
    }
  }

  /** Returns edits in ascending order that do not overlap; some insert at one place. */
  private static List<TextEdit> batch(Random random, String content) {
    var edits = new ArrayList<TextEdit>();
    int at = 0;
    while (at <= content.length() && edits.size() < 30) {
      int start = at + random.nextInt(20);
      int end = start + (random.nextInt(3) == 0 ? 0 : random.nextInt(20));
      if (end > content.length()) {
        break;
      }
      start = RandomText.cutsPair(content, start) ? start + 1 : start;
      end = Math.max(start, RandomText.cutsPair(content, end) ? end + 1 : end);
      for (int i = random.nextInt(3); i > 0; i--) {
        edits.add(new TextEdit(start, start, RandomText.scalars(random, random.nextInt(4))));
      }
      edits.add(
          new TextEdit(start, end, RandomText.withLoneSurrogates(random, random.nextInt(30))));
      at = end + 1;
    }
    return edits;
  }

  /** Shuffles whole groups that start at one place: within one the order has a meaning. */
  private static List<TextEdit> shuffledKeepingInsertions(Random random, List<TextEdit> edits) {
    var groups = new ArrayList<List<TextEdit>>();
    for (TextEdit edit : edits) {
      if (groups.isEmpty() || groups.getLast().get(0).startUtf16() != edit.startUtf16()) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(edit);
    }
    Collections.shuffle(groups, random);
    return groups.stream().flatMap(List::stream).toList();
  }
}
