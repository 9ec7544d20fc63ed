package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cycles have one answer, and chains may be long. */
class EngineCycleLawsTest extends EngineFixture {
  @Test
  void a_cycle_gives_the_same_answers_from_every_entry() {
    // a -> b -> c -> a, and d beside it reads a.
    for (String first : List.of("a", "b", "c", "d")) {
      var ring = ring();
      var fresh = new Engine(TUNING, Runnable::run, EngineListener.NONE);
      try (Run run = fresh.begin()) {
        run.get(ring, first);
        assertEquals(1003, run.get(ring, "a"), first);
        assertEquals(1003, run.get(ring, "b"), first);
        assertEquals(1003, run.get(ring, "c"), first);
        assertEquals(1004, run.get(ring, "d"), first);
      }
      fresh.checkInvariants();
    }
  }

  @Test
  void threads_that_meet_in_a_cycle_get_its_answers() throws Exception {
    for (int round = 0; round < 200; round++) {
      var ring = ring();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var shared = new Engine(TUNING, executor, EngineListener.NONE);
        var start = new CyclicBarrier(4);
        var answers = new ArrayList<Future<Integer>>();
        for (String entry : List.of("a", "b", "c", "d")) {
          answers.add(
              executor.submit(
                  () -> {
                    start.await();
                    try (Run run = shared.begin()) {
                      return run.get(ring, entry);
                    }
                  }));
        }
        assertEquals(1003, answers.get(0).get());
        assertEquals(1003, answers.get(1).get());
        assertEquals(1003, answers.get(2).get());
        assertEquals(1004, answers.get(3).get());
        shared.checkInvariants();
      }
    }
  }

  @Test
  void a_cycle_that_an_edit_opens_is_none_any_more() {
    var self = new ArrayList<Query<Integer>>();
    self.add(
        query(
            "flip",
            (a, reads) -> {
              if (a.equals("a")) {
                return cell(reads, "closed") == 1 ? reads.get(self.getFirst(), "b") : 5;
              }
              return reads.get(self.getFirst(), "a") + 1;
            }));
    Query<Integer> flip = self.getFirst();
    for (int round = 0; round < 3; round++) {
      set("closed", 0, Durability.LOW);
      assertEquals(6, ask(flip, "b"));
      assertEquals(5, ask(flip, "a"));
      set("closed", 1, Durability.LOW);
      assertEquals(1002, ask(flip, round % 2 == 0 ? "a" : "b"));
      assertEquals(1002, ask(flip, "b"));
      assertEquals(1002, ask(flip, "a"));
    }
  }

  @Test
  void a_member_of_a_cycle_that_was_forgotten_gets_the_answer_of_that_cycle_again() {
    var self = new ArrayList<Query<Integer>>();
    self.add(
        query(
            "pair",
            (a, reads) ->
                // Once q is known, p alone would meet itself.
                a.equals("p")
                    ? reads.get(self.getFirst(), "q") + reads.get(self.getFirst(), "p")
                    : reads.get(self.getFirst(), "p")));
    Query<Integer> pair = self.getFirst();
    try (Run run = engine.begin()) {
      assertEquals(1002, run.get(pair, "p"));
      engine.dropHeader(new QueryKey<>(pair, "p"));
      assertEquals(1002, run.get(pair, "p"));
      engine.dropValue(new QueryKey<>(pair, "q"), false);
      assertEquals(1002, run.get(pair, "q"));
    }
    engine.checkInvariants();
  }

  @Test
  void random_graphs_with_cycles_answer_the_same_from_every_entry_and_thread() throws Exception {
    for (long seed : Seeds.of(60)) {
      var random = new Random(seed);
      var graph = new Graph(seed, 3 + random.nextInt(6), 2, true);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var one = new Engine(TUNING, executor, EngineListener.NONE);
        for (int step = 0; step < 6; step++) {
          one.write(List.of(Graph.write(random.nextInt(2), random.nextInt(4) - 1, Durability.LOW)));
          var answers = new ArrayList<Future<Integer>>();
          for (int node = 0; node < graph.queries; node++) {
            String asked = Integer.toString(node);
            answers.add(
                executor.submit(
                    () -> {
                      try (Run run = one.begin()) {
                        return run.get(graph.query, asked);
                      }
                    }));
          }
          var first = new ArrayList<Integer>();
          for (Future<Integer> answer : answers) {
            first.add(answer.get());
          }
          // Everything is there now: asking again, in any order, changes nothing.
          try (Run run = one.begin()) {
            for (int node = graph.queries - 1; node >= 0; node--) {
              assertEquals(
                  first.get(node), run.get(graph.query, Integer.toString(node)), "seed " + seed);
            }
          }
          one.checkInvariants();
        }
      }
    }
  }

  /**
   * A guest has one instance here, for which every query waits while it holds its claim, and writes
   * open and close the cycles meanwhile. Each answer is that of a fresh engine at its revision.
   */
  @Test
  @Timeout(120)
  void a_pool_of_one_instance_serves_cycles_whose_edges_come_and_go() throws Exception {
    for (int threads : new int[] {1, 4}) {
      for (long seed : Seeds.of(25)) {
        onePool(seed, threads);
      }
    }
  }

  private record Asked(long revision, int node, int answer) {}

  private static void onePool(long seed, int threads) throws Exception {
    var random = new Random(seed);
    var graph = new Graph(seed, 3 + random.nextInt(6), 2, true);
    var calls = new AtomicLong();
    try (var instance = Executors.newSingleThreadExecutor();
        var executor = Executors.newFixedThreadPool(threads)) {
      graph.guest =
          reads -> {
            try {
              var unused = reads.await(instance.submit(calls::incrementAndGet));
            } catch (ExecutionException e) {
              throw new AssertionError(e);
            }
          };
      var engine = new Engine(TUNING, executor, EngineListener.NONE);
      var history = new HashMap<Long, int[]>();
      int[] cells = {Graph.NOTHING, Graph.NOTHING};
      history.put(engine.revision(), cells.clone());
      var answers = new ArrayList<Future<Asked>>();
      for (int step = 0; step < 6; step++) {
        for (int node = 0; node < graph.queries; node++) {
          int asked = node;
          answers.add(executor.submit(() -> ask(engine, graph, asked)));
        }
        int cell = random.nextInt(2);
        cells[cell] = random.nextInt(4) - 1;
        long revision = engine.write(List.of(Graph.write(cell, cells[cell], Durability.LOW)));
        history.put(revision, cells.clone());
      }
      var got = new ArrayList<Asked>();
      for (Future<Asked> answer : answers) {
        got.add(answer.get());
      }
      engine.checkInvariants();
      assertTrue(calls.get() > 0);
      graph.guest = reads -> {};
      for (Asked one : got) {
        assertEquals(
            fromScratch(graph, Objects.requireNonNull(history.get(one.revision)), one.node),
            one.answer,
            "seed " + seed + ", " + threads + " threads, " + one);
      }
    }
  }

  private static Asked ask(Engine engine, Graph graph, int node) {
    while (true) {
      try (Run run = engine.begin()) {
        return new Asked(run.revision(), node, run.get(graph.query, Integer.toString(node)));
      } catch (Cancelled e) {
        assertEquals(Cancelled.Why.SUPERSEDED, e.why());
      }
    }
  }

  private static int fromScratch(Graph graph, int[] cells, int node) {
    var fresh = new Engine(TUNING, Runnable::run, EngineListener.NONE);
    fresh.write(
        List.of(
            Graph.write(0, cells[0], Durability.LOW), Graph.write(1, cells[1], Durability.LOW)));
    try (Run run = fresh.begin()) {
      return run.get(graph.query, Integer.toString(node));
    }
  }

  @Test
  void overlapping_cycles_answer_the_same_whichever_query_is_asked_first() {
    for (long seed : Seeds.of(300)) {
      var random = new Random(seed);
      var graph = new Graph(seed, 2 + random.nextInt(5), 2, true);
      List<InputWrite> cells =
          List.of(
              Graph.write(0, random.nextInt(4) - 1, Durability.LOW),
              Graph.write(1, random.nextInt(4) - 1, Durability.LOW));
      List<Integer> expected = null;
      for (int entry = 0; entry < graph.queries; entry++) {
        var fresh = new Engine(TUNING, Runnable::run, EngineListener.NONE);
        fresh.write(cells);
        var answers = new ArrayList<Integer>();
        try (Run run = fresh.begin()) {
          run.get(graph.query, Integer.toString(entry));
          for (int node = 0; node < graph.queries; node++) {
            answers.add(run.get(graph.query, Integer.toString(node)));
          }
        }
        if (expected == null) {
          expected = answers;
        }
        assertEquals(expected, answers, "seed " + seed + ", entry " + entry);
      }
    }
  }

  @Test
  void a_query_that_catches_everything_gets_the_answer_of_its_cycle_all_the_same() {
    var self = new ArrayList<Query<Integer>>();
    self.add(
        query(
            "stubborn",
            (a, reads) -> {
              try {
                return reads.get(self.getFirst(), a.equals("x") ? "y" : "x");
              } catch (RuntimeException e) {
                return -7;
              }
            }));
    for (String first : List.of("x", "y")) {
      engine = new Engine(TUNING, Runnable::run, listener);
      assertEquals(1002, ask(self.getFirst(), first));
      assertEquals(1002, ask(self.getFirst(), "x"));
      assertEquals(1002, ask(self.getFirst(), "y"));
      engine.dropHeader(new QueryKey<>(self.getFirst(), first));
      assertEquals(1002, ask(self.getFirst(), first));
    }
  }

  @Test
  void a_chain_longer_than_any_stack_is_answered_and_one_too_long_is_refused() {
    var chain = new ArrayList<Query<Integer>>();
    chain.add(
        query(
            "chain",
            (a, reads) -> {
              int n = Integer.parseInt(a);
              return n == 0 ? cell(reads, "end") : reads.get(chain.getFirst(), "" + (n - 1));
            }));
    set("end", 1, Durability.LOW);
    assertEquals(1, ask(chain.getFirst(), "4900"));
    set("end", 2, Durability.LOW);
    assertEquals(2, ask(chain.getFirst(), "4900"));
    var failure = assertThrows(IllegalStateException.class, () -> ask(chain.getFirst(), "12000"));
    assertTrue(failure.getMessage().contains("5000"), failure.getMessage());
    engine.checkInvariants();
  }

  private static Query<Integer> ring() {
    var self = new ArrayList<Query<Integer>>();
    self.add(
        query(
            "ring",
            (a, reads) ->
                switch (a) {
                  case "a" -> reads.get(self.getFirst(), "b");
                  case "b" -> reads.get(self.getFirst(), "c");
                  case "c" -> reads.get(self.getFirst(), "a");
                  default -> reads.get(self.getFirst(), "a") + 1;
                }));
    return self.getFirst();
  }
}
