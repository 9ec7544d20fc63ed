package dev.ropewalk.buffers.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.edit.EditBatchException.Code;
import dev.ropewalk.buffers.text.RandomText;
import dev.ropewalk.buffers.text.Randomized;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextEdit;
import dev.ropewalk.buffers.text.TextRangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class EditBatchTest {
  @Test
  void touching_edits_are_one_and_edits_without_effect_are_none() {
    EditBatch batch =
        EditBatch.of(
            9,
            List.of(
                new TextEdit(6, 8, ""),
                new TextEdit(2, 4, "x"),
                new TextEdit(4, 4, "y"),
                new TextEdit(1, 2, ""),
                new TextEdit(9, 9, "")));
    batch.checkInvariants();
    assertEquals(List.of(new TextEdit(1, 4, "xy"), new TextEdit(6, 8, "")), batch.edits());
    assertEquals(6, batch.lengthAfter());
    assertTrue(EditBatch.of(3, List.of(new TextEdit(1, 1, ""))).isIdentity());
  }

  @Test
  void insertions_at_one_place_stand_by_side() {
    EditBatch a = EditBatch.replace(2, 1, 1, "A");
    EditBatch b = EditBatch.replace(2, 1, 1, "B");
    Text text = Text.of("[]");
    assertEquals("[AB]", b.transform(a, Side.RIGHT).applyTo(a.applyTo(text)).toString());
    assertEquals("[BA]", b.transform(a, Side.LEFT).applyTo(a.applyTo(text)).toString());
  }

  @Test
  void what_is_typed_into_a_range_that_another_deletes_stays() {
    Text text = Text.of("one two three");
    EditBatch typed = EditBatch.replace(13, 6, 6, "X");
    EditBatch deleted = EditBatch.replace(13, 3, 13, "");
    Text merged = typed.transform(deleted, Side.LEFT).applyTo(deleted.applyTo(text));
    assertEquals("oneX", merged.toString());
    assertEquals(merged, deleted.transform(typed, Side.RIGHT).applyTo(typed.applyTo(text)));
  }

  @Test
  void what_both_replace_is_deleted_once_and_has_both_replacements() {
    Text text = Text.of("0123456789");
    EditBatch a = EditBatch.replace(10, 2, 6, "A");
    EditBatch b = EditBatch.replace(10, 4, 8, "B");
    assertEquals(
        "01AB89", b.transform(a, Side.RIGHT).applyTo(a.applyTo(text)).toString(), "by place");
    assertEquals("01AB89", b.transform(a, Side.LEFT).applyTo(a.applyTo(text)).toString());
  }

  @Test
  void lone_surrogates_are_repaired_edit_by_edit_as_a_text_does() {
    Text text = Text.of("ab");
    List<TextEdit> halves = List.of(new TextEdit(1, 1, "\ud83d"), new TextEdit(1, 1, "\ude00"));
    EditBatch batch = EditBatch.of(2, halves);
    batch.checkInvariants();
    assertEquals("a\ufffd\ufffdb", batch.applyTo(text).toString());
    assertEquals(text.apply(halves), batch.applyTo(text));
  }

  @Test
  void what_does_not_fit_is_refused_with_a_code() {
    assertCode(Code.OFFSET_OUT_OF_RANGE, () -> EditBatch.replace(3, 2, 4, ""));
    assertCode(Code.OFFSET_OUT_OF_RANGE, () -> EditBatch.replace(3, -1, 2, ""));
    assertCode(Code.OFFSET_OUT_OF_RANGE, () -> EditBatch.identity(-1));
    assertCode(Code.OFFSET_OUT_OF_RANGE, () -> EditBatch.identity(2).mapPosition(3, Bias.AFTER));
    assertCode(Code.INVERTED_RANGE, () -> EditBatch.replace(3, 2, 1, ""));
    assertCode(Code.INVERTED_RANGE, () -> EditShape.identity(3).mapRange(2, 1));
    assertCode(
        Code.OVERLAPPING_EDITS,
        () -> EditBatch.of(9, List.of(new TextEdit(0, 3, ""), new TextEdit(2, 4, ""))));
    EditBatch three = EditBatch.identity(3);
    EditBatch four = EditBatch.replace(4, 0, 1, "");
    assertCode(Code.LENGTH_MISMATCH, () -> three.compose(four));
    assertCode(Code.LENGTH_MISMATCH, () -> four.compose(EditBatch.identity(4)));
    assertCode(Code.LENGTH_MISMATCH, () -> three.transform(four, Side.LEFT));
    assertCode(Code.LENGTH_MISMATCH, () -> four.transform(three, Side.LEFT));
    assertCode(Code.LENGTH_MISMATCH, () -> three.applyTo(Text.of("four")));
    assertCode(Code.LENGTH_MISMATCH, () -> three.invert(Text.of("four")));
    assertCode(
        Code.TOO_LARGE, () -> EditBatch.of(Integer.MAX_VALUE, List.of(new TextEdit(5, 5, "x"))));
  }

  @Test
  void a_surrogate_pair_is_never_cut() {
    Text text = Text.of("\ud83d\ude00");
    EditBatch cutting = EditBatch.replace(2, 1, 1, "x");
    assertThrows(TextRangeException.class, () -> cutting.applyTo(text));
    EditBatch inserting = EditBatch.replace(0, 0, 0, "\ud83d\ude00");
    assertCode(Code.INSIDE_CODE_POINT, () -> inserting.compose(cutting));
    assertCode(Code.INSIDE_CODE_POINT, () -> inserting.compose(EditBatch.replace(2, 0, 1, "")));
  }

  @Test
  void identity_costs_nothing() {
    EditBatch edit = EditBatch.replace(3, 1, 2, "xy");
    Text text = Text.of("abc");
    assertSame(text, EditBatch.identity(3).applyTo(text));
    assertSame(edit, EditBatch.identity(3).compose(edit));
    assertSame(edit, edit.transform(EditBatch.identity(3), Side.LEFT));
  }

  @Test
  void hostile_edits_are_refused_or_applied_as_a_text_applies_them() {
    Randomized.rounds(
        40_000,
        random -> {
          String t = RandomEdits.text(random, 6);
          var edits = new ArrayList<TextEdit>();
          for (int i = random.nextInt(4); i > 0; i--) {
            int start = random.nextInt(-1, t.length() + 2);
            int end = start + random.nextInt(-1, 4);
            edits.add(new TextEdit(start, end, RandomText.withLoneSurrogates(random, 2)));
          }
          Text text = Text.of(t);
          Object byText = outcome(() -> text.apply(edits));
          Object byBatch = outcome(() -> EditBatch.of(t.length(), edits).applyTo(text));
          boolean cut = byText == TextRangeException.Code.INSIDE_CODE_POINT;
          if (cut && byBatch instanceof Text result) {
            // Two edits that meet inside a pair are one, which does not cut it.
            assertEquals(0, Text.countLoneSurrogates(result.toString()));
          } else {
            assertEquals(byText.toString(), byBatch.toString());
          }
        });
  }

  @Test
  void many_successive_edits_of_a_large_document_are_composed_without_it() {
    int length = 2_000_000_000;
    var edits = new ArrayList<TextEdit>();
    for (int i = 0; i < 20_000; i++) {
      edits.add(new TextEdit(i * 90_000, i * 90_000 + 1, "xyz"));
    }
    EditBatch batch = EditBatch.ofSuccessive(length, edits);
    batch.checkInvariants();
    assertEquals(20_000, batch.size());
    assertEquals(length + 40_000, batch.lengthAfter());
  }

  /** Returns the text, or the code of what refused it; both sides name them alike. */
  private static Object outcome(Supplier<Text> attempt) {
    try {
      return attempt.get();
    } catch (EditBatchException e) {
      return e.code();
    } catch (TextRangeException e) {
      return e.code();
    }
  }

  private static void assertCode(Code code, Runnable attempt) {
    assertEquals(code, assertThrows(EditBatchException.class, attempt::run).code());
  }
}
