package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.TextRangeException.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class TextErrorsTest {
  /** A smile is two UTF-16 units: the text has 8 of them, in 2 lines. */
  private final Text text = Text.of("ab\uD83D\uDE00\ncde");

  @Test
  void offsets_beyond_the_text_are_refused_with_their_value() {
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.replace(0, 9, ""));
    expect(Code.OFFSET_OUT_OF_RANGE, "-1", () -> text.replace(-1, 0, ""));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.slice(9, 9));
    expect(Code.OFFSET_OUT_OF_RANGE, "8", () -> text.charAt(8));
    expect(Code.OFFSET_OUT_OF_RANGE, "-1", () -> text.codePointAt(-1));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.lineOf(9));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.floorToCodePoint(9));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.positionOf(9, PositionEncoding.UTF_8));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.readUtf16(9, new byte[8], 0, 4));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> text.regionMatches(9, ""));
    expect(Code.OFFSET_OUT_OF_RANGE, "9", () -> sweep(1, 9));
    expect(Code.OFFSET_OUT_OF_RANGE, "-2", () -> sweep(-2, 3));
  }

  @Test
  void ranges_that_end_before_they_start_are_refused() {
    expect(Code.INVERTED_RANGE, "[5, 4)", () -> text.replace(5, 4, "x"));
    expect(Code.INVERTED_RANGE, "[5, 4)", () -> text.slice(5, 4));
    expect(Code.UNSORTED_OFFSETS, "2", () -> sweep(3, 2));
  }

  @Test
  void edits_inside_a_surrogate_pair_are_refused_with_a_way_out() {
    expect(Code.INSIDE_CODE_POINT, "use 2 or 4", () -> text.replace(3, 3, "x"));
    expect(Code.INSIDE_CODE_POINT, "3", () -> text.replace(1, 3, "x"));
    expect(Code.INSIDE_CODE_POINT, "3", () -> text.replace(3, 6, "x"));
    expect(Code.INSIDE_CODE_POINT, "3", () -> text.replace(3, 6, "x".repeat(5000)));
    expect(Code.INSIDE_CODE_POINT, "3", () -> text.slice(3, 6));
    Text tiny = Text.of("\uD83D\uDE00".repeat(40), Tuning.TINY);
    expect(Code.INSIDE_CODE_POINT, "41", () -> tiny.replace(10, 41, "x"));
    assertEquals("xcde", text.replace(0, 5, "x").toString());
    assertEquals(2, text.floorToCodePoint(3));
  }

  @Test
  void positions_that_are_not_in_the_text_are_refused() {
    for (PositionEncoding encoding : PositionEncoding.values()) {
      expect(Code.POSITION_OUT_OF_RANGE, "2", () -> text.offsetOf(new Position(2, 0), encoding));
      expect(Code.POSITION_OUT_OF_RANGE, "-1", () -> text.offsetOf(new Position(-1, 0), encoding));
      expect(Code.POSITION_OUT_OF_RANGE, "-7", () -> text.offsetOf(new Position(0, -7), encoding));
    }
    expect(Code.POSITION_OUT_OF_RANGE, "2", () -> text.lineStart(2));
    expect(Code.POSITION_OUT_OF_RANGE, "-1", () -> text.lineEnd(-1));
  }

  @Test
  void overlapping_edits_are_refused_and_touching_ones_are_not() {
    expect(
        Code.OVERLAPPING_EDITS,
        "[0, 2) and [1, 1)",
        () -> text.apply(List.of(new TextEdit(1, 1, "x"), new TextEdit(0, 2, "y"))));
    expect(
        Code.OVERLAPPING_EDITS,
        "[5, 7) and [5, 8)",
        () -> text.apply(List.of(new TextEdit(5, 8, "x"), new TextEdit(5, 7, "y"))));
    expect(
        Code.OFFSET_OUT_OF_RANGE,
        "9",
        () -> text.apply(List.of(new TextEdit(0, 0, "x"), new TextEdit(9, 9, "y"))));
    Text edited = text.apply(List.of(new TextEdit(6, 8, "y"), new TextEdit(5, 6, "x")));
    assertEquals("ab\uD83D\uDE00\nxy", edited.toString());
  }

  @Test
  void reads_that_do_not_fit_their_array_are_refused() {
    assertThrows(IndexOutOfBoundsException.class, () -> text.readUtf16(0, new byte[15], 0, 8));
    assertThrows(IndexOutOfBoundsException.class, () -> text.readUtf16(0, new byte[16], 1, 8));
    assertThrows(IllegalArgumentException.class, () -> text.readUtf16(0, new byte[8], 0, 0));
    assertEquals(8, text.readUtf16(0, new byte[16], 0, 100));
    assertEquals(0, text.readUtf16(8, new byte[0], 0, 100));
  }

  @Test
  void a_text_too_large_is_refused_with_its_size_and_the_old_one_stays() {
    // Doubling shares all nodes, so this takes little memory.
    Text large = Text.of("x".repeat(1 << 20));
    Node root = large.root();
    for (int i = 0; i < 10; i++) {
      root = new TreeJoin(Tuning.PRODUCTION).concat(root, root);
    }
    Text gigabyte = new Text(root, Tuning.PRODUCTION);
    gigabyte = gigabyte.replace(5, 9, "\n");
    Text nearlyTwo =
        new Text(new TreeJoin(Tuning.PRODUCTION).concat(gigabyte.root(), root), Tuning.PRODUCTION);
    assertEquals(Integer.MAX_VALUE - 2, nearlyTwo.lengthBytes());
    Text full = nearlyTwo.replace(nearlyTwo.lengthUtf16(), nearlyTwo.lengthUtf16(), "y");
    assertEquals(Text.MAX_BYTES, full.lengthBytes());
    var refused = assertThrows(TextTooLargeException.class, () -> full.replace(7, 8, "\u20AC"));
    assertEquals(Text.MAX_BYTES + 2L, refused.bytes());
    assertTrue(refused.getMessage().contains(Long.toString(refused.bytes())));
    assertThrows(TextTooLargeException.class, () -> full.replace(9, 9, "x".repeat(1 << 16)));
    assertEquals(Text.MAX_BYTES, full.replace(7, 8, "z").lengthBytes());
    assertEquals(2, full.lineCount());
    assertEquals(
        new Position(1, Text.MAX_BYTES - 6),
        full.positionOf(Text.MAX_BYTES, PositionEncoding.UTF_16));
  }

  private void sweep(int... offsets) {
    int[] out = new int[offsets.length];
    text.positionsOf(offsets, offsets.length, PositionEncoding.UTF_16, out, out.clone());
  }

  private static void expect(Code code, String part, Executable action) {
    var thrown = assertThrows(TextRangeException.class, action);
    assertEquals(code, thrown.code());
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
