package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs of edits through one editor, beside a StringBuilder. */
final class TextEditorTest {
  @Test
  void runs_of_edits_on_tiny_nodes_leave_what_a_string_builder_has() {
    Randomized.rounds(200, random -> edit(random, Tuning.TINY, 200, 40));
  }

  @Test
  void runs_of_edits_on_production_nodes_leave_what_a_string_builder_has() {
    Randomized.rounds(40, random -> edit(random, Tuning.PRODUCTION, 400, 3000));
  }

  @Test
  void snapshots_never_change_and_are_the_same_object_without_edits_between() {
    Text start = Text.of("ab\ncd\n".repeat(50), Tuning.TINY);
    TextEditor editor = start.editor();
    assertSame(start, editor.snapshot());
    Text first = editor.replace(10, 10, "x").snapshot();
    assertSame(first, editor.snapshot());
    String content = first.toString();
    Text second = editor.replace(11, 12, "").replace(200, 200, "y\r").snapshot();
    assertNotSame(first, second);
    assertEquals(content, first.toString());
    assertEquals("ab\ncd\n".repeat(50), start.toString());
    first.checkInvariants();
    second.checkInvariants();
  }

  @Test
  void a_refused_edit_changes_nothing() {
    Text start = Text.of("a\uD83D\uDE00b".repeat(20), Tuning.TINY);
    TextEditor editor = start.editor().replace(4, 4, "x");
    for (int[] range : new int[][] {{-1, 0}, {0, 82}, {5, 4}, {6, 7}, {7, 7}, {2, 2}}) {
      assertThrows(TextRangeException.class, () -> editor.replace(range[0], range[1], "?"));
    }
    assertEquals(81, editor.lengthUtf16());
    assertEquals(start.replace(4, 4, "x"), editor.snapshot());
  }

  @Test
  void a_run_of_typing_allocates_less_than_a_tenth_of_as_many_snapshots() {
    Text text = Text.of("a line of code, not too short;\n".repeat(30_000));
    int at = text.lengthUtf16() / 2;
    long run = allocatedBytes(() -> type(text.editor(), at));
    long each =
        allocatedBytes(
            () -> {
              Text edited = text;
              for (int i = 0; i < 10_000; i++) {
                edited = edited.replace(at + i, at + i, "x");
              }
              assertEquals(text.lengthUtf16() + 10_000, edited.lengthUtf16());
            });
    assertTrue(10 * run < each, "a run allocated " + run + " bytes, snapshots " + each);
  }

  private static void type(TextEditor editor, int at) {
    int before = editor.lengthUtf16();
    for (int i = 0; i < 10_000; i++) {
      editor.replace(at + i, at + i, "x");
    }
    assertEquals(before + 10_000, editor.snapshot().lengthUtf16());
  }

  private static long allocatedBytes(Runnable action) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void edit(Random random, Tuning tuning, int edits, int largest) {
    var model = new StringBuilder(RandomText.scalars(random, random.nextInt(largest)));
    TextEditor editor = Text.of(model, tuning).editor();
    List<Text> snapshots = new ArrayList<>();
    List<String> contents = new ArrayList<>();
    int snapshotEvery = 1 + random.nextInt(20);
    int cursor = 0;
    for (int i = 0; i < edits; i++) {
      int start =
          random.nextInt(8) != 0
              ? Math.clamp(cursor - random.nextInt(3), 0, model.length())
              : RandomText.boundary(random, model);
      start = RandomText.cutsPair(model, start) ? start - 1 : start;
      int removed =
          random.nextInt(5) < 3 ? 0 : random.nextInt(random.nextInt(4) != 0 ? 4 : largest);
      int end = Math.min(model.length(), start + removed);
      end = RandomText.cutsPair(model, end) ? end + 1 : end;
      int added =
          random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(12) == 0 ? largest : 4);
      String inserted = RandomText.withLoneSurrogates(random, added);
      editor.replace(start, end, inserted);
      model.replace(start, end, RandomText.repaired(inserted));
      cursor = start + inserted.length();
      assertEquals(model.length(), editor.lengthUtf16());
      if (random.nextInt(snapshotEvery) == 0) {
        Text snapshot = editor.snapshot();
        snapshot.checkInvariants();
        assertEquals(model.toString(), snapshot.toString());
        if (random.nextInt(3) == 0) {
          assertEquals(Text.of(model).contentHash(), snapshot.contentHash());
        }
        snapshots.add(snapshot);
        contents.add(model.toString());
      }
    }
    snapshots.add(editor.snapshot());
    contents.add(model.toString());
    for (int i = 0; i < snapshots.size(); i++) {
      snapshots.get(i).checkInvariants();
      assertEquals(contents.get(i), snapshots.get(i).toString(), "an old snapshot changed");
      assertEquals(Text.of(contents.get(i)), snapshots.get(i));
    }
  }
}
