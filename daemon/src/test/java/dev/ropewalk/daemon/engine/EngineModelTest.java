package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Random graphs, random edits, and an oracle that computes everything from scratch. */
class EngineModelTest {
  /**
   * Bounds on the reach of a write: none at all, one that most writes exceed, one that none does.
   */
  private static final int[] REACHES = {0, 3, 1000};

  private static EngineTuning tiny(long seed) {
    int reach = REACHES[(int) Math.floorMod(seed / 2, 3L)];
    return new EngineTuning(10_000, 1 << 20, 1 << 16, 2, reach, 0, 10_000, 3);
  }

  private static EngineTuning forgetful(long seed) {
    int reach = REACHES[(int) Math.floorMod(seed / 2, 3L)];
    return new EngineTuning(12, 400, 300, 1, reach, 0, 10_000, 2);
  }

  private static final List<Durability> DURABILITIES = List.of(Durability.values());

  private static Durability anyDurability(Random random) {
    return DURABILITIES.get(random.nextInt(3));
  }

  /** Runs on the thread that asks, so that evictions are where the seed puts them. */
  private static Engine engine(EngineTuning tuning, EngineListener listener) {
    return new Engine(tuning, Runnable::run, listener);
  }

  /** Another process with the same inputs and the same store. */
  private static Engine restarted(
      EngineTuning tuning, Graph graph, int[] cells, ResultStore store, Random random) {
    var engine =
        new Engine(tuning, MemoryPolicy.BY_WEIGHT, Runnable::run, EngineListener.NONE, store);
    engine.know(List.of(graph.query), List.of(Graph.CELL));
    var batch = new ArrayList<InputWrite>();
    for (int input = 0; input < cells.length; input++) {
      batch.add(Graph.write(input, cells[input], anyDurability(random)));
    }
    engine.write(batch);
    return engine;
  }

  @Test
  void every_answer_is_what_a_computation_from_scratch_gives() {
    for (long seed : Seeds.of(400)) {
      oneGraph(seed, seed % 2 == 0 ? tiny(seed) : forgetful(seed));
    }
  }

  private static void oneGraph(long seed, EngineTuning tuning) {
    var random = new Random(seed);
    var graph = new Graph(seed, 3 + random.nextInt(10), 1 + random.nextInt(5), false);
    int[] cells = Graph.noCells(graph.inputs);
    var store = new MapStore();
    boolean stores = random.nextBoolean();
    Engine engine =
        stores
            ? restarted(tuning, graph, cells, store, random)
            : engine(tuning, EngineListener.NONE);
    for (int step = 0; step < 60; step++) {
      if (stores && random.nextInt(20) == 0) {
        engine = restarted(tuning, graph, cells, store, random);
        if (random.nextBoolean()) {
          store.values.keySet().removeIf(fingerprint -> random.nextInt(3) == 0);
          store.traces.keySet().removeIf(recipe -> random.nextInt(3) == 0);
        }
      }
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          var batch = new ArrayList<InputWrite>();
          for (int writes = 1 + random.nextInt(2); writes > 0; writes--) {
            int input = random.nextInt(graph.inputs);
            cells[input] = random.nextInt(4) - 1;
            batch.add(Graph.write(input, cells[input], anyDurability(random)));
          }
          engine.write(batch);
        }
        case 3 -> engine.dropValue(anyKey(graph, random), random.nextBoolean());
        case 4 -> engine.dropHeader(anyKey(graph, random));
        default -> {
          int node = random.nextInt(graph.queries);
          try (Run run = engine.begin()) {
            assertEquals(
                graph.expected(node, cells),
                run.get(graph.query, Integer.toString(node)),
                () -> "seed " + seed + ", node " + node);
          }
        }
      }
      engine.checkInvariants();
    }
  }

  private static QueryKey<?> anyKey(Graph graph, Random random) {
    return new QueryKey<>(graph.query, Integer.toString(random.nextInt(graph.queries)));
  }

  @Test
  void nothing_runs_again_whose_reads_are_what_they_were() {
    for (long seed : Seeds.of(200)) {
      var random = new Random(seed);
      var graph = new Graph(seed, 3 + random.nextInt(10), 1 + random.nextInt(5), false);
      int[] cells = Graph.noCells(graph.inputs);
      var unneeded = new ArrayList<String>();
      Set<String> allowed = new HashSet<>();
      String[] asked = new String[1];
      var listener =
          new EngineListener() {
            @Override
            public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
              allowed.add(key.argument()); // its reads are new; look again after the next write
            }
          };
      Engine engine = engine(tiny(seed), listener);
      // The reads of the last run are looked at before a run overwrites them.
      graph.atStep = () -> {};
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(3) == 0) {
          int input = random.nextInt(graph.inputs);
          cells[input] = random.nextInt(4) - 1;
          engine.write(List.of(Graph.write(input, cells[input], anyDurability(random))));
          continue;
        }
        asked[0] = Integer.toString(random.nextInt(graph.queries));
        var changedBefore = new HashSet<String>();
        for (int node = 0; node < graph.queries; node++) {
          if (graph.someReadChanged(Integer.toString(node), cells)) {
            changedBefore.add(Integer.toString(node));
          }
        }
        allowed.clear();
        try (Run run = engine.begin()) {
          assertEquals(
              graph.expected(Integer.parseInt(asked[0]), cells), run.get(graph.query, asked[0]));
        }
        for (String ran : allowed) {
          if (!changedBefore.contains(ran)) {
            unneeded.add(ran);
          }
        }
        assertTrue(unneeded.isEmpty(), () -> "seed " + seed + " ran " + unneeded);
      }
    }
  }

  @Test
  void readers_on_many_threads_see_their_own_revision_whatever_is_written() throws Exception {
    for (long seed : Seeds.of(6)) {
      threads(seed);
    }
  }

  private static void threads(long seed) throws Exception {
    var graph = new Graph(seed, 14, 4, false);
    graph.atStep =
        () -> {
          if (ThreadLocalRandom.current().nextInt(3) == 0) {
            LockSupport.parkNanos(1);
          }
        };
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var engine = new Engine(forgetful(seed), executor, EngineListener.NONE);
      var states = new ConcurrentHashMap<Long, int[]>();
      states.put(engine.begin().revision(), Graph.noCells(graph.inputs));
      var over = new AtomicBoolean();
      var answers = new AtomicLong();
      var readers = new ArrayList<Future<?>>();
      for (int r = 0; r < 6; r++) {
        long mine = seed * 31 + r;
        readers.add(
            executor.submit(
                () -> {
                  var random = new Random(mine);
                  while (!over.get()) {
                    try (Run run = engine.begin()) {
                      for (int asks = 1 + random.nextInt(4); asks > 0; asks--) {
                        int node = random.nextInt(graph.queries);
                        int answer = run.get(graph.query, Integer.toString(node));
                        int[] cells = states.get(run.revision());
                        assertEquals(graph.expected(node, cells), answer, "seed " + seed);
                        answers.incrementAndGet();
                      }
                    } catch (Cancelled e) {
                      assertEquals(Cancelled.Why.SUPERSEDED, e.why());
                    }
                  }
                }));
      }
      var random = new Random(seed);
      int[] cells = Graph.noCells(graph.inputs);
      long revision = 1;
      while (revision < 400 || answers.get() < 3000) {
        int input = random.nextInt(graph.inputs);
        int value = random.nextInt(4) - 1;
        InputWrite write = Graph.write(input, value, anyDurability(random));
        int[] next = cells.clone();
        next[input] = value;
        // Known before it is published; the state of a revision that does not come is harmless.
        states.put(revision + 1, next);
        long after = engine.write(List.of(write));
        if (after > revision) {
          cells = next;
          revision = after;
        } else {
          states.remove(revision + 1);
        }
        LockSupport.parkNanos(1);
      }
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }
}
