package dev.ropewalk.buffers.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.edit.EditBatchException.Code;
import dev.ropewalk.buffers.edit.UndoHistory.GroupScope;
import dev.ropewalk.buffers.edit.UndoHistory.Step;
import dev.ropewalk.buffers.text.Text;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UndoHistoryTest {
  private static final long PLENTY = 1_000_000;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private long nanos;
  private Text text = Text.empty();
  private UndoHistory history = history(PLENTY, CoalescingRule.typing(PAUSE));

  @Test
  void typing_without_a_pause_is_undone_line_by_line() {
    type("ab");
    type("c\n");
    type("d");
    type("e");
    undoTo("abc\n");
    undoTo("");
    redoTo("abc\n");
    redoTo("abc\nde");
    assertEquals(Optional.empty(), history.redo(text));
  }

  @Test
  void a_pause_ends_a_run() {
    type("a");
    nanos += PAUSE.toNanos();
    type("b");
    nanos += PAUSE.toNanos() + 1;
    type("c");
    undoTo("ab");
    undoTo("");
  }

  @Test
  void a_caret_that_moved_ends_a_run() {
    type("ab");
    edit(0, 0, "x");
    edit(1, 1, "y");
    undoTo("ab");
    undoTo("");
  }

  @Test
  void deleting_with_either_key_is_a_run_of_its_own() {
    type("abcdef");
    edit(5, 6, "");
    edit(4, 5, "");
    edit(1, 2, "");
    edit(1, 2, "");
    assertEquals("ad", text.toString());
    undoTo("abcd");
    undoTo("abcdef");
    undoTo("");
  }

  @Test
  void what_replaces_a_selection_starts_a_run_of_typing() {
    type("word");
    edit(0, 4, "l");
    edit(1, 1, "i");
    edit(2, 2, "ne");
    undoTo("word");
    undoTo("");
  }

  @Test
  void undoing_or_saying_so_ends_a_run() {
    type("a");
    history.endRun();
    type("b");
    type("c");
    undoTo("a");
    type("d");
    undoTo("a");
    undoTo("");
  }

  @Test
  void a_group_is_undone_as_one_and_a_new_edit_forgets_what_was_undone() {
    type("12");
    try (GroupScope _ = history.openGroup()) {
      edit(0, 1, "");
      try (GroupScope _ = history.openGroup()) {
        edit(1, 1, "x");
      }
      edit(0, 0, "y");
      assertThrows(IllegalStateException.class, () -> history.undo(text));
    }
    edit(3, 3, "z");
    undoTo("y2x");
    undoTo("12");
    edit(2, 2, "3");
    assertEquals(0, history.redoDepth());
    assertEquals(Optional.empty(), history.redo(text));
    undoTo("12");
  }

  @Test
  void closing_a_group_twice_closes_no_other() {
    try (GroupScope _ = history.openGroup()) {
      GroupScope inner = history.openGroup();
      inner.close();
      inner.close();
      type("a");
      edit(0, 0, "b");
    }
    undoTo("");
  }

  @Test
  void an_undo_keeps_what_others_typed_into_the_same_place() {
    type("one two");
    remote(3, 3, "!");
    undoTo("!");
    remote(0, 1, "?");
    redoTo("one? two");
    undoTo("?");
  }

  @Test
  void a_deletion_undone_comes_back_beside_what_another_typed_there() {
    type("one two three");
    history.endRun();
    edit(3, 7, "");
    remote(3, 3, "X");
    assertEquals("oneX three", text.toString());
    undoTo("one twoX three");
    redoTo("oneX three");
  }

  @Test
  void what_another_deleted_stays_deleted_and_steps_without_effect_are_passed_over() {
    type("a");
    history.endRun();
    edit(1, 1, "b");
    remote(1, 2, "");
    undoTo("");
    assertEquals(Optional.empty(), history.undo(text));
    redoTo("a");
    assertEquals(Optional.empty(), history.redo(text));
  }

  @Test
  void typing_goes_on_in_one_run_while_another_types_before_it() {
    type("a");
    remote(0, 0, ">>");
    edit(3, 3, "b");
    remote(0, 0, ">");
    edit(5, 5, "c");
    assertEquals(">>>abc", text.toString());
    assertEquals(1, history.undoDepth());
    undoTo(">>>");
    redoTo(">>>abc");
  }

  @Test
  void the_oldest_groups_are_forgotten_to_keep_the_bound() {
    String letters = "abcdefghijkl";
    text = Text.of(letters);
    history = new UndoHistory(12, PLENTY, CoalescingRule.never(), () -> nanos);
    edit(11, 12, "");
    long one = history.weightBytes();
    text = Text.of(letters);
    history = new UndoHistory(12, 5 * one + 1, CoalescingRule.never(), () -> nanos);
    for (int i = 12; i > 0; i--) {
      edit(i - 1, i, "");
    }
    assertEquals(5, history.undoDepth());
    assertEquals(7, history.forgottenGroups());
    for (int i = 1; i <= 5; i++) {
      undoTo(letters.substring(0, i));
    }
    assertEquals(Optional.empty(), history.undo(text));
    assertEquals(5, history.redoDepth());
  }

  @Test
  void half_a_group_is_never_undone() {
    history = history(3000, CoalescingRule.never());
    type("x".repeat(2100));
    try (GroupScope _ = history.openGroup()) {
      edit(0, 1000, "");
      edit(0, 300, "");
      assertEquals(1, history.undoDepth());
      edit(0, 700, "");
      assertEquals(0, history.undoDepth());
      edit(0, 5, "");
    }
    assertEquals(0, history.undoDepth());
    assertEquals(Optional.empty(), history.undo(text));
    type("y");
    undoTo("x".repeat(95));
  }

  @Test
  void a_paste_too_heavy_to_redo_is_undone_and_older_groups_stay() {
    history = history(2000, CoalescingRule.never());
    type("a");
    type("x".repeat(5000));
    assertEquals(2, history.undoDepth());
    undoTo("a");
    assertEquals(0, history.redoDepth());
    undoTo("");
    redoTo("a");
    assertEquals(Optional.empty(), history.redo(text));
  }

  @Test
  void the_pastes_of_others_cost_the_history_nothing() {
    type("a");
    long before = history.weightBytes();
    remote(1, 1, "x".repeat(100_000));
    assertTrue(history.weightBytes() < before + 100);
    undoTo("x".repeat(100_000));
  }

  @Test
  void a_long_group_costs_no_more_than_its_effect() {
    try (GroupScope _ = history.openGroup()) {
      for (int i = 0; i < 20_000; i++) {
        type("x");
      }
    }
    assertTrue(history.weightBytes() < 1000, () -> history.weightBytes() + " bytes");
    undoTo("");
  }

  @Test
  void a_text_of_another_length_is_refused_and_nothing_changes() {
    type("abc");
    Text other = Text.of("other");
    assertCode(() -> history.undo(other));
    assertCode(() -> history.record(other, EditBatch.replace(5, 0, 0, "x")));
    assertCode(() -> history.rebase(EditShape.identity(5)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UndoHistory(-1, 0, CoalescingRule.never(), () -> 0));
    undoTo("");
  }

  private UndoHistory history(long maxBytes, CoalescingRule rule) {
    return new UndoHistory(0, maxBytes, rule, () -> nanos);
  }

  private void type(String typed) {
    edit(text.lengthUtf16(), text.lengthUtf16(), typed);
  }

  private void edit(int start, int end, String newText) {
    EditBatch edit = EditBatch.replace(text.lengthUtf16(), start, end, newText);
    history.record(text, edit);
    text = edit.applyTo(text);
    history.checkInvariants();
  }

  private void remote(int start, int end, String newText) {
    EditBatch edit = EditBatch.replace(text.lengthUtf16(), start, end, newText);
    history.rebase(edit.shape());
    text = edit.applyTo(text);
    history.checkInvariants();
  }

  private void undoTo(String expected) {
    step(history.undo(text).orElseThrow(), expected);
  }

  private void redoTo(String expected) {
    step(history.redo(text).orElseThrow(), expected);
  }

  private void step(Step step, String expected) {
    assertEquals(step.applied().applyTo(text), step.after());
    text = step.after();
    assertEquals(expected, text.toString());
    history.checkInvariants();
  }

  private static void assertCode(Runnable attempt) {
    assertEquals(Code.LENGTH_MISMATCH, assertThrows(EditBatchException.class, attempt::run).code());
  }
}
