package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random use against a map: what the map has is there, and what it has not is not. */
class StoreModelTest {
  private static final int OPERATIONS = 120;
  private static final int ARGUMENTS = 5;

  @TempDir private Path folder;
  private int round;

  private record Known(Trace trace, byte[] value) {}

  /** The oracle, and the store under test. */
  private static final class Model {
    private final Random random;
    private final Path root;
    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();
    private final Map<Recipe, List<Known>> known = new HashMap<>();
    private DiskStore store;

    /** Whether a collection may have removed files that the map still has. */
    private boolean incomplete;

    Model(Random random, Path root) {
      this.random = random;
      this.root = root;
      store = StoreFixture.store(root, clock);
    }

    Recipe anyRecipe() {
      return StoreFixture.recipe(
          random.nextBoolean() ? "outline" : "an odd/../id", random.nextInt(ARGUMENTS));
    }

    void step() throws IOException {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5, 6, 7 -> put();
        case 8 -> forget();
        case 9 -> clear();
        case 10 -> restart();
        case 11 -> collect();
        case 12 -> clock.forward(Duration.ofMinutes(random.nextInt(300)));
        default -> get();
      }
      store.checkInvariants();
    }

    private void put() {
      Recipe recipe = anyRecipe();
      byte[] value = StoreFixture.value(random.nextInt(4), random.nextInt(4) * 20);
      Trace trace = StoreFixture.trace(random.nextInt(4), value);
      store.put(recipe, trace, value);
      if (random.nextBoolean()) {
        // What was offered before goes with the recipe, and does not come back.
        store.forget(recipe);
        known.remove(recipe);
        store.put(recipe, trace, value);
      }
      store.flush();
      List<Known> traces = known.computeIfAbsent(recipe, key -> new ArrayList<>());
      traces.removeIf(each -> each.trace.equals(trace));
      traces.addFirst(new Known(trace, value));
      while (traces.size() > StoreFixture.TINY.maxTraces()) {
        traces.removeLast();
      }
      assertEquals(trace, store.records(recipe).getFirst());
      assertArrayEquals(value, store.value(recipe, trace.result()).orElseThrow());
    }

    private void get() {
      Recipe recipe = anyRecipe();
      List<Trace> found = store.records(recipe);
      List<Known> expected = known.getOrDefault(recipe, List.of());
      List<Trace> all = expected.stream().map(Known::trace).toList();
      // What a collection took is the older part.
      assertEquals(incomplete ? all.subList(0, Math.min(all.size(), found.size())) : all, found);
      for (Known each : expected) {
        Optional<byte[]> value = store.value(recipe, each.trace.result());
        if (value.isPresent()) {
          assertArrayEquals(each.value, value.get());
        } else {
          assertTrue(incomplete, "a value is gone that nobody removed");
        }
      }
      assertTrue(store.value(recipe, Fingerprint.of(new byte[] {1, 2, 3})).isEmpty());
    }

    private void forget() {
      Recipe recipe = anyRecipe();
      store.forget(recipe);
      known.remove(recipe);
      assertEquals(List.of(), store.records(recipe));
    }

    private void clear() throws IOException {
      var maintenance = new StoreMaintenance(root);
      if (random.nextBoolean()) {
        maintenance.clear(Optional.of("outline"));
        known.keySet().removeIf(recipe -> recipe.query().equals("outline"));
      } else {
        String argument = StoreFixture.recipe("", random.nextInt(ARGUMENTS)).argument();
        maintenance.clear(Optional.empty(), java.util.Set.of(argument));
        known.keySet().removeIf(recipe -> recipe.argument().equals(argument));
        incomplete = true; // values that others share went too
      }
    }

    private void restart() {
      store.close();
      store = StoreFixture.store(root, clock);
    }

    private void collect() throws IOException {
      if (random.nextBoolean()) {
        store.collect(); // has room for all
      } else {
        var small =
            new DiskStore(
                root, StoreFixture.settings(random.nextInt(40_000)), StoreFixture.TINY, clock);
        small.collect();
        small.close();
        incomplete = true;
      }
    }

    void end() throws IOException {
      store.close();
      var verified = new StoreMaintenance(root).verify(false);
      assertEquals(List.of(), verified.damaged());
      var contents = new StoreMaintenance(root).contents();
      assertEquals(0, contents.foreign());
      assertEquals(0, contents.temporary().files());
      var statistics = store.statistics();
      assertEquals(0, statistics.queuedBytes());
      statistics.byKind().values().forEach(kind -> assertEquals(0, kind.records().corrupt()));
    }
  }

  @Test
  void random_use_agrees_with_a_map() {
    Randomized.rounds(
        random -> {
          Path root = Files.createDirectories(folder.resolve("model" + round++));
          var model = new Model(random, root);
          for (int i = 0; i < OPERATIONS; i++) {
            model.step();
          }
          model.end();
        });
  }
}
