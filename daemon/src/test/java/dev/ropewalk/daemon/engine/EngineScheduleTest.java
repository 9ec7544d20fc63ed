package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Random graphs and edits in random orders of the steps of several threads; see {@link Baton}. */
class EngineScheduleTest {
  private static final int STEPS_OF_A_WRITER = 12;
  private static final List<Durability> DURABILITIES = List.of(Durability.values());
  private static final double[] STAY = {0, 0.4, 0.8, 0.95};

  /** How the seeds of a test differ. */
  private enum Kind {
    /** A run goes on for as long as it can. */
    POLLS_OFF,
    /** The writer ends old runs now and then. */
    CANCELS,
    /** Queries that may need each other. */
    CYCLES,
    /** And some of them have no answer for that. */
    FAILURES
  }

  @Test
  void a_run_that_goes_on_sees_its_own_revision_in_every_order() {
    race(Kind.POLLS_OFF, 1500);
  }

  @Test
  void a_run_that_is_ended_at_any_step_leaves_nothing_wrong() {
    race(Kind.CANCELS, 800);
  }

  @Test
  void cycles_answer_as_from_scratch_in_every_order() {
    race(Kind.CYCLES, 800);
  }

  @Test
  void failures_of_cycles_reach_those_who_read_them_in_every_order() {
    race(Kind.FAILURES, 800);
  }

  @Test
  void a_seed_is_one_order_of_all_steps() {
    for (Kind kind : Kind.values()) {
      for (long seed = 1; seed < 20; seed++) {
        try (var threads = threads()) {
          assertEquals(
              new Race(kind, seed, threads).run(),
              new Race(kind, seed, threads).run(),
              kind + " seed " + seed);
        }
      }
    }
  }

  private static ExecutorService threads() {
    return Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  }

  private static void race(Kind kind, long rounds) {
    try (var threads = threads()) {
      for (long seed : Seeds.of(rounds)) {
        try {
          var unused = new Race(kind, seed, threads).run();
        } catch (Throwable e) {
          throw new AssertionError(kind + ", -Dropewalk.seed=" + seed + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /** One engine, one writer, some readers, and somebody who takes memos and values away. */
  private static final class Race {
    private final Kind kind;
    private final Random random;
    private final Graph graph;
    private final Baton baton;
    private final Engine engine;
    private final Map<Long, int[]> states = new HashMap<>();
    private final Map<Long, Map<Integer, Integer>> expected = new HashMap<>();
    private final List<Run> open = new ArrayList<>();
    private final List<Subscription.Update<Integer>> heard = new ArrayList<>();
    private boolean over;

    Race(Kind kind, long seed, ExecutorService threads) {
      this.kind = kind;
      random = new Random(seed);
      baton = new Baton(seed, threads, STAY[random.nextInt(STAY.length)]);
      graph =
          new Graph(
              seed, 3 + random.nextInt(6), 1 + random.nextInt(3), kind.compareTo(Kind.CYCLES) >= 0);
      graph.failsOnCycles = kind == Kind.FAILURES;
      int reach = List.of(0, 2, 1000, 1000).get(random.nextInt(4));
      var tuning = new EngineTuning(10_000, 1 << 20, 1 << 16, 1, reach, 0, 10_000, 1_000);
      engine =
          new Engine(
              tuning,
              MemoryPolicy.BY_WEIGHT,
              this::execute,
              EngineListener.NONE,
              new MapStore(),
              baton);
      engine.know(List.of(graph.query), List.of(Graph.CELL));
    }

    /** A look of a subscription goes on in its own time; what a cache does to itself, at once. */
    private void execute(Runnable task) {
      if (task.getClass().getName().startsWith(Subscription.class.getName())) {
        baton.add("look", 4, task);
      } else {
        task.run();
      }
    }

    /** Returns a number for the order of its steps. */
    long run() {
      states.put(1L, Graph.noCells(graph.inputs));
      int subscribed = random.nextInt(graph.queries);
      baton.add("writer", 4, this::write);
      baton.add("forgetter", 2, this::forget);
      for (int reader = 0; reader < 3; reader++) {
        int number = reader;
        long own = random.nextLong();
        baton.add("reader " + number, number == 0 ? 1 : 4, () -> read(new Random(own)));
      }
      Subscription<Integer> subscription =
          engine.subscribe(graph.query, Integer.toString(subscribed), heard::add);
      baton.go();
      subscription.close();
      checkHeard(subscribed);
      engine.checkInvariants();
      try (Run last = engine.begin()) {
        for (int node = 0; node < graph.queries; node++) {
          check(last, node, answer(last, node));
        }
      }
      engine.checkInvariants();
      return baton.trace();
    }

    private void write() {
      var own = new Random(random.nextLong());
      int[] cells = Graph.noCells(graph.inputs);
      long revision = 1;
      for (int step = 0; step < STEPS_OF_A_WRITER; step++) {
        int input = own.nextInt(graph.inputs);
        int[] next = cells.clone();
        next[input] = own.nextInt(4) - 1;
        states.put(revision + 1, next); // it is known before it is published
        long after =
            engine.write(
                List.of(Graph.write(input, next[input], DURABILITIES.get(own.nextInt(3)))));
        if (after > revision) {
          cells = next;
          revision = after;
        }
        if (kind == Kind.CANCELS && own.nextBoolean() && !open.isEmpty()) {
          open.get(own.nextInt(open.size())).cancel();
        }
        for (int pause = own.nextInt(30); pause > 0; pause--) {
          baton.at(Steps.Point.POLL);
        }
      }
      over = true;
    }

    private void forget() {
      var own = new Random(random.nextLong());
      while (!over) {
        var key = new QueryKey<>(graph.query, Integer.toString(own.nextInt(graph.queries)));
        if (own.nextBoolean()) {
          engine.dropHeader(key);
        } else {
          engine.dropValue(key, own.nextBoolean());
        }
        for (int pause = own.nextInt(60); pause > 0; pause--) {
          baton.at(Steps.Point.POLL);
        }
      }
    }

    private void read(Random own) {
      while (!over) {
        Run run = engine.begin();
        open.add(run);
        try (run) {
          for (int asks = 1 + own.nextInt(4); asks > 0; asks--) {
            int node = own.nextInt(graph.queries);
            check(run, node, answer(run, node));
          }
        } catch (Cancelled e) {
          if (e.why() == Cancelled.Why.UNWANTED) {
            assertTrue(kind != Kind.POLLS_OFF, "nobody cancelled this run");
          }
        } finally {
          open.remove(run);
        }
      }
    }

    private int answer(Run run, int node) {
      try {
        return run.get(graph.query, Integer.toString(node));
      } catch (CycleException e) {
        return Graph.failure(e.members());
      }
    }

    private void check(Run run, int node, int answer) {
      long revision = run.revision();
      assertEquals(expected(node, revision), answer, () -> "node " + node + " at " + revision);
    }

    private int expected(int node, long revision) {
      Map<Integer, Integer> known = expected.computeIfAbsent(revision, r -> new HashMap<>());
      return graph.expectedWithCycles(node, states.get(revision), known);
    }

    private void checkHeard(int node) {
      long revision = 0;
      int value = Integer.MIN_VALUE;
      for (var update : heard) {
        int now =
            switch (update) {
              case Subscription.Update.Result<Integer> result -> result.value();
              case Subscription.Update.Failure<Integer> failure ->
                  Graph.failure(((CycleException) failure.why()).members());
            };
        assertEquals(expected(node, update.revision()), now);
        assertTrue(update.revision() > revision, () -> "order of " + heard);
        assertTrue(now != value || Graph.isFailure(now), () -> "a repeat in " + heard);
        revision = update.revision();
        value = now;
      }
      int end = expected(node, engine.inputs().current().number());
      if (!Graph.isFailure(end) || !Graph.isFailure(value)) { // one failure is as good as another
        assertEquals(end, value, () -> "the end of " + heard);
      }
    }
  }
}
