package dev.ropewalk.buffers.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The laws of {@link Aggregate} and of a {@link MeasuredTree} over one, for any aggregate: its test
 * extends this and says what random elements are.
 */
abstract class AggregateContract<E, S> {
  private static final int ROUNDS = 200;

  abstract Aggregate<E, S> aggregate();

  abstract E element(Random random);

  @Test
  final void the_identity_is_neutral_on_both_sides() {
    Aggregate<E, S> aggregate = aggregate();
    rounds(
        random -> {
          S sum = naiveSum(elements(random, 5));
          assertEquals(sum, aggregate.combine(aggregate.identity(), sum));
          assertEquals(sum, aggregate.combine(sum, aggregate.identity()));
        });
  }

  @Test
  final void combining_is_associative() {
    Aggregate<E, S> aggregate = aggregate();
    rounds(
        random -> {
          S a = naiveSum(elements(random, 4));
          S b = naiveSum(elements(random, 4));
          S c = naiveSum(elements(random, 4));
          assertEquals(
              aggregate.combine(aggregate.combine(a, b), c),
              aggregate.combine(a, aggregate.combine(b, c)));
        });
  }

  @Test
  final void an_element_measures_the_same_each_time() {
    Aggregate<E, S> aggregate = aggregate();
    rounds(
        random -> {
          E element = element(random);
          assertEquals(aggregate.measure(element), aggregate.measure(element));
        });
  }

  @Test
  final void the_sum_of_a_sequence_is_that_of_its_parts_however_it_is_cut() {
    rounds(
        random -> {
          List<E> elements = elements(random, 100);
          var tree = MeasuredTree.of(aggregate(), elements, tuning(random));
          tree.checkInvariants();
          assertEquals(naiveSum(elements), tree.sum());
          int cut = random.nextInt(elements.size() + 1);
          assertEquals(
              tree.sum(), aggregate().combine(tree.before(cut), tree.sum(cut, tree.size())));
        });
  }

  @Test
  final void random_changes_leave_what_a_list_has() {
    rounds(
        random -> {
          List<E> model = elements(random, random.nextInt(60));
          var tree = MeasuredTree.of(aggregate(), model, tuning(random));
          for (int i = 0; i < 60; i++) {
            List<E> before = List.copyOf(model);
            var old = tree;
            tree = change(random, model, tree);
            tree.checkInvariants();
            assertEquals(before, old.stream().toList(), "an old version changed");
            assertEquals(model, tree.stream().toList());
            int from = random.nextInt(model.size() + 1);
            int to = from + random.nextInt(model.size() - from + 1);
            assertEquals(naiveSum(model.subList(from, to)), tree.sum(from, to));
            var part = tree.subSequence(from, to);
            part.checkInvariants();
            assertEquals(model.subList(from, to), part.stream().toList());
            var joined = tree.subSequence(0, from).followedBy(tree.subSequence(to, tree.size()));
            joined.checkInvariants();
            assertEquals(tree.splice(from, to, List.of()).toString(), joined.toString());
          }
        });
  }

  final List<E> elements(Random random, int most) {
    List<E> elements = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      elements.add(element(random));
    }
    return elements;
  }

  static TreeTuning tuning(Random random) {
    return random.nextInt(3) == 0 ? TreeTuning.PRODUCTION : TreeTuning.TINY;
  }

  interface Round {
    void run(Random random);
  }

  /** Runs rounds; {@code -Dropewalk.seed=N} repeats the one that printed N. */
  static void rounds(Round round) {
    Long given = Long.getLong("ropewalk.seed");
    int count = given != null ? 1 : Integer.getInteger("ropewalk.rounds", ROUNDS);
    long first = given != null ? given : System.nanoTime();
    for (int i = 0; i < count; i++) {
      long seed = first + i;
      try {
        round.run(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("repeat with -Dropewalk.seed=" + seed + ": " + e, e);
      }
    }
  }

  private MeasuredTree<E, S> change(Random random, List<E> model, MeasuredTree<E, S> tree) {
    int at = random.nextInt(model.size() + 1);
    int kind = random.nextInt(model.isEmpty() ? 2 : 5);
    E element = element(random);
    return switch (kind) {
      case 0 -> {
        model.add(at, element);
        yield tree.insert(at, element);
      }
      case 1 -> {
        List<E> many = elements(random, 80);
        int to = at + random.nextInt(model.size() - at + 1);
        model.subList(at, to).clear();
        model.addAll(at, many);
        yield tree.splice(at, to, many);
      }
      case 2 -> {
        int index = random.nextInt(model.size());
        model.set(index, element);
        yield tree.with(index, element);
      }
      default -> {
        int removed = random.nextInt(model.size());
        model.remove(removed);
        yield tree.remove(removed);
      }
    };
  }

  private S naiveSum(List<E> elements) {
    S sum = aggregate().identity();
    for (E element : elements) {
      sum = aggregate().combine(sum, aggregate().measure(element));
    }
    return sum;
  }
}
