package dev.ropewalk.buffers.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows of a file tree: entries ordered by name, some with rows, some hidden. */
final class VisibleRowsTest extends AggregateContract<VisibleRowsTest.Entry, VisibleRowsTest.Rows> {
  /** An entry with its name and how many rows it shows. */
  record Entry(String name, int visible) {}

  /** How many rows there are, and the last name. */
  record Rows(int visible, String lastName) {}

  private final Aggregate<Entry, Rows> aggregate =
      Aggregate.of(
          new Rows(0, ""),
          (left, right) ->
              new Rows(
                  left.visible() + right.visible(),
                  right.lastName().isEmpty() ? left.lastName() : right.lastName()),
          entry -> new Rows(entry.visible(), entry.name()));

  @Override
  Aggregate<Entry, Rows> aggregate() {
    return aggregate;
  }

  @Override
  Entry element(Random random) {
    return new Entry("n" + random.nextInt(1000), random.nextInt(3));
  }

  @Test
  void rows_lead_to_entries_and_entries_to_rows() {
    rounds(
        random -> {
          List<Entry> entries = elements(random, 200);
          var tree = MeasuredTree.of(aggregate, entries, tuning(random));
          int row = 0;
          for (int i = 0; i < entries.size(); i++) {
            assertEquals(row, tree.before(i).visible());
            assertEquals(entries.get(i), tree.get(i));
            for (int inside = 0; inside < entries.get(i).visible(); inside++) {
              int wanted = row + inside;
              var found = tree.find(rows -> rows.visible() > wanted);
              assertEquals(i, found.index());
              assertEquals(entries.get(i), found.element());
              assertEquals(row, found.before().visible());
            }
            row += entries.get(i).visible();
          }
          int beyond = row;
          var end = tree.find(rows -> rows.visible() > beyond);
          assertEquals(entries.size(), end.index());
          assertNull(end.element());
          assertEquals(tree.sum(), end.before());
        });
  }

  @Test
  void sorted_names_are_found_by_the_last_name_of_a_prefix() {
    rounds(
        random -> {
          List<String> names = new ArrayList<>();
          var tree = MeasuredTree.of(aggregate, List.<Entry>of(), TreeTuning.TINY);
          for (int i = 0; i < 100; i++) {
            String name = "n" + random.nextInt(300);
            int at = Collections.binarySearch(names, name);
            var found = tree.find(rows -> rows.lastName().compareTo(name) >= 0);
            assertEquals(at >= 0 ? at : -at - 1, found.index());
            if (at < 0) {
              names.add(-at - 1, name);
              tree = tree.insert(found.index(), new Entry(name, 1));
            }
          }
          tree.checkInvariants();
          assertEquals(names, tree.stream().map(Entry::name).toList());
        });
  }

  @Test
  void elements_are_read_from_anywhere_in_both_directions() {
    rounds(
        random -> {
          List<Entry> entries = elements(random, 200);
          var tree = MeasuredTree.of(aggregate, entries, tuning(random));
          int from = random.nextInt(entries.size() + 1);
          List<Entry> forwards = new ArrayList<>();
          Iterator<Entry> rest = tree.iterator(from);
          rest.forEachRemaining(forwards::add);
          assertEquals(entries.subList(from, entries.size()), forwards);
          assertThrows(NoSuchElementException.class, rest::next);
          List<Entry> backwards = new ArrayList<>();
          tree.backwards(from).forEachRemaining(backwards::add);
          assertEquals(entries.subList(0, from).reversed(), backwards);
        });
  }

  @Test
  void what_is_outside_is_refused_and_changes_nothing() {
    var tree = MeasuredTree.of(aggregate, List.of(new Entry("a", 1)));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.get(1));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.remove(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.insert(2, new Entry("b", 1)));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.sum(1, 0));
    assertThrows(NullPointerException.class, () -> tree.with(0, null));
    var other = MeasuredTree.of(Aggregate.of(new Rows(0, ""), (a, b) -> a, e -> null), List.of());
    assertThrows(IllegalArgumentException.class, () -> tree.followedBy(retyped(other)));
    assertEquals(1, tree.size());
    assertEquals(0, MeasuredTree.empty(aggregate).size());
  }

  @SuppressWarnings("unchecked")
  private static MeasuredTree<Entry, Rows> retyped(MeasuredTree<?, ?> tree) {
    return (MeasuredTree<Entry, Rows>) tree;
  }
}
