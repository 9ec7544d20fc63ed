package dev.ropewalk.buffers.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.edit.UndoHistory.GroupScope;
import dev.ropewalk.buffers.edit.UndoHistory.Step;
import dev.ropewalk.buffers.text.Randomized;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextEdit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random sessions against oracles that know nothing of transform. */
final class UndoHistoryModelTest {
  private static final long PLENTY = 100_000_000;

  /** Alone in a text, undo is what keeping every whole text would be. */
  @Test
  void alone_undo_and_redo_show_the_snapshots_of_the_text() {
    Randomized.rounds(
        1500,
        random -> {
          boolean bounded = random.nextInt(3) == 0;
          long bound = bounded ? 300 + random.nextInt(3000) : PLENTY;
          new Snapshots(random, bound).run(60);
        });
  }

  /** With others, undo is a matter of who brought and who took away each character. */
  @Test
  void among_others_undo_takes_back_own_edits_only_and_keeps_the_order() {
    Randomized.rounds(1500, random -> new Characters(random).run(40));
  }

  /** A stack of whole texts. */
  private static final class Snapshots {
    private final Random random;
    private final long bound;
    private final UndoHistory history;
    private final ArrayDeque<Snapshot> undo = new ArrayDeque<>();
    private final ArrayDeque<Snapshot> redo = new ArrayDeque<>();
    private Text text;

    /** The text before a group, and whether the group's edits cancel each other. */
    private record Snapshot(Text text, boolean isVoid) {}

    Snapshots(Random random, long bound) {
      this.random = random;
      this.bound = bound;
      text = Text.of(RandomEdits.text(random, 8));
      history = new UndoHistory(text.lengthUtf16(), bound, CoalescingRule.never(), () -> 0);
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(6)) {
          case 0 -> step(history.undo(text), undo, redo);
          case 1 -> step(history.redo(text), redo, undo);
          case 2 -> group();
          default -> {
            Text before = text;
            EditBatch edit = edit();
            if (!edit.isIdentity()) {
              record(before, false);
            }
          }
        }
        history.checkInvariants();
        assertTrue(history.weightBytes() <= bound);
        assertTrue(history.undoDepth() <= undo.size());
        if (bound == PLENTY) {
          assertEquals(undo.size(), history.undoDepth());
          assertEquals(redo.size(), history.redoDepth());
          assertEquals(0, history.forgottenGroups());
        }
      }
    }

    private void group() {
      Text before = text;
      boolean changed = false;
      EditBatch all = EditBatch.identity(text.lengthUtf16());
      try (GroupScope _ = history.openGroup()) {
        for (int i = random.nextInt(6); i > 0; i--) {
          EditBatch edit = edit();
          changed |= !edit.isIdentity();
          all = all.compose(edit);
          history.checkInvariants();
        }
      }
      if (changed) {
        record(before, all.isIdentity());
      }
    }

    private void record(Text before, boolean isVoid) {
      undo.addLast(new Snapshot(before, isVoid));
      redo.clear();
    }

    private EditBatch edit() {
      EditBatch edit = RandomEdits.batch(random, text.toString());
      history.record(text, edit);
      text = edit.applyTo(text);
      return edit;
    }

    private void step(Optional<Step> step, ArrayDeque<Snapshot> from, ArrayDeque<Snapshot> to) {
      while (!from.isEmpty() && from.getLast().isVoid()) {
        from.removeLast();
      }
      if (step.isEmpty()) {
        // With a bound, the history may have forgotten what the oracle has not.
        assertTrue(bound < PLENTY || from.isEmpty(), () -> from + " left of " + text);
        from.clear();
        return;
      }
      assertEquals(from.removeLast().text(), step.get().after());
      to.addLast(new Snapshot(text, false));
      text = step.get().after();
    }
  }

  /** Characters that are all different, and for each who brought and who took it. */
  private static final class Characters {
    private final Random random;
    private final UndoHistory history;
    private final List<Own> undo = new ArrayList<>();
    private final List<Own> redo = new ArrayList<>();
    private final Set<Integer> removedByOthers = new HashSet<>();
    private final Set<Integer> others = new HashSet<>();
    private final Map<Integer, Set<Integer>> behind = new HashMap<>();
    private int nextCharacter = 0x4E00;
    private Text text;
    private boolean joined;

    /** One own group: what it inserted and what it deleted. */
    private record Own(Set<Integer> inserted, Set<Integer> deleted) {
      static Own nothing() {
        return new Own(new HashSet<>(), new HashSet<>());
      }
    }

    Characters(Random random) {
      this.random = random;
      text = Text.of(fresh(random.nextInt(6)));
      text.toString().codePoints().forEach(others::add);
      history =
          new UndoHistory(text.lengthUtf16(), PLENTY, (previous, next) -> joins(previous), () -> 0);
      noteOrder();
    }

    private boolean joins(Typing previous) {
      assertTrue(previous.caretUtf16() <= text.lengthUtf16());
      joined = random.nextInt(3) == 0;
      return joined;
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(5)) {
          case 0 -> undo();
          case 1 -> redo();
          case 2, 3 -> own();
          default -> remote();
        }
        history.checkInvariants();
        assertEquals(expected(), characters());
        noteOrder();
      }
    }

    private void own() {
      EditBatch edit = edit();
      if (edit.isIdentity()) {
        return;
      }
      joined = false;
      String before = text.toString();
      history.record(text, edit);
      text = edit.applyTo(text);
      redo.clear();
      Own group = joined ? undo.removeLast() : Own.nothing();
      note(group, before, edit);
      undo.add(group);
    }

    private void note(Own group, String before, EditBatch edit) {
      for (TextEdit one : edit.edits()) {
        before
            .substring(one.startUtf16(), one.endUtf16())
            .codePoints()
            .forEach(
                c -> {
                  if (!group.inserted().remove(c)) {
                    group.deleted().add(c);
                  }
                });
        one.newText().codePoints().forEach(group.inserted()::add);
      }
    }

    private void remote() {
      EditBatch edit = edit();
      for (TextEdit one : edit.edits()) {
        text.slice(one.startUtf16(), one.endUtf16()).codePoints().forEach(removedByOthers::add);
        one.newText().codePoints().forEach(others::add);
      }
      history.rebase(edit.shape());
      text = edit.applyTo(text);
    }

    private void undo() {
      move(history.undo(text), undo, redo);
    }

    private void redo() {
      move(history.redo(text), redo, undo);
    }

    private void move(Optional<Step> step, List<Own> from, List<Own> to) {
      Set<Integer> before = characters();
      if (step.isPresent()) {
        assertEquals(step.get().applied().applyTo(text), step.get().after());
        text = step.get().after();
      }
      while (!from.isEmpty()) {
        Own group = from.removeLast();
        to.add(group);
        if (!expected().equals(before)) {
          assertTrue(step.isPresent(), "nothing was done, but there was a step left");
          return;
        }
        // Others have taken away all that it brought: it is passed over, and forgotten.
        to.removeLast();
        assertTrue(removedByOthers.containsAll(group.inserted()));
        assertTrue(removedByOthers.containsAll(group.deleted()));
      }
      assertTrue(step.isEmpty(), () -> "did " + step);
    }

    private Set<Integer> expected() {
      var expected = new HashSet<>(others);
      for (Own group : undo) {
        expected.addAll(group.inserted());
        expected.removeAll(group.deleted());
      }
      expected.removeAll(removedByOthers);
      return expected;
    }

    private Set<Integer> characters() {
      var characters = new HashSet<Integer>();
      text.toString().codePoints().forEach(c -> assertTrue(characters.add(c), "twice: " + c));
      return characters;
    }

    /** Two characters that ever stood together never change their order. */
    private void noteOrder() {
      int[] now = text.toString().codePoints().toArray();
      for (int i = 0; i < now.length; i++) {
        Set<Integer> later = behind.computeIfAbsent(now[i], c -> new HashSet<>());
        for (int j = i + 1; j < now.length; j++) {
          later.add(now[j]);
          @Nullable Set<Integer> reverse = behind.get(now[j]);
          assertTrue(
              reverse == null || !reverse.contains(now[i]), () -> "order changed in " + text);
        }
      }
    }

    private EditBatch edit() {
      int length = text.lengthUtf16();
      var edits = new ArrayList<TextEdit>();
      int at = 0;
      for (int i = random.nextInt(3); i >= 0 && at <= length; i--) {
        int start = at + random.nextInt(length - at + 1);
        int end = random.nextBoolean() ? start : Math.min(length, start + random.nextInt(5));
        edits.add(new TextEdit(start, end, fresh(random.nextInt(4))));
        at = end;
      }
      return EditBatch.of(length, edits);
    }

    private String fresh(int count) {
      var text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append((char) nextCharacter++);
      }
      return text.toString();
    }
  }
}
