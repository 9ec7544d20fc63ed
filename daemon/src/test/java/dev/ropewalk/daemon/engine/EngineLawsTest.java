package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The engine's laws, one by one, and the log of what ran. */
class EngineLawsTest {
  private static final EngineTuning TUNING =
      new EngineTuning(1000, 1 << 20, 1 << 20, 2, 100, 0, 5000, 4);
  private static final InputKind CELL = Graph.CELL;

  /** A query from a function; it is asked by one name. */
  private static Query<Integer> query(String id, BiFunction<String, Reads, Integer> body) {
    return new Query<>() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Codec<Integer> codec() {
        return Graph.INT;
      }

      @Override
      public Integer compute(String argument, Reads reads) {
        return body.apply(argument, reads);
      }

      @Override
      public Integer onCycle(String argument, List<String> members) {
        return 1000 + members.size();
      }
    };
  }

  private final List<String> log = new ArrayList<>();
  private final EngineListener listener =
      new EngineListener() {
        @Override
        public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
          log.add((same ? "same " : "ran ") + key.display());
        }

        @Override
        public void recalled(QueryKey<?> key) {
          log.add("recalled " + key.display());
        }

        @Override
        public void restored(QueryKey<?> key) {
          log.add("restored " + key.display());
        }

        @Override
        public void verified(QueryKey<?> key, int edges) {
          log.add("verified " + key.display());
        }

        @Override
        public void decoded(QueryKey<?> key, Tier tier) {
          log.add("decoded " + key.display());
        }
      };

  private Engine engine = new Engine(TUNING, Runnable::run, listener);

  private static int cell(Reads reads, String name) {
    return reads.input(new InputKey(CELL, name), Integer.class).orElse(Graph.NOTHING);
  }

  private void set(String name, int value, Durability durability) {
    engine.write(
        List.of(
            InputWrite.set(
                new InputKey(CELL, name),
                Fingerprint.of(Graph.INT.encode(value)),
                value,
                durability)));
  }

  private int ask(Query<Integer> query, String argument) {
    try (Run run = engine.begin()) {
      return run.get(query, argument);
    }
  }

  private List<String> logged() {
    var copy = List.copyOf(log);
    log.clear();
    return copy;
  }

  private final Query<Integer> parity = query("parity", (a, reads) -> cell(reads, a) & 1);
  private final Query<Integer> shown = query("shown", (a, reads) -> 10 + reads.get(parity, a));

  @Test
  void a_result_that_stays_the_same_ends_the_cascade() {
    set("a", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of("ran parity(a)", "ran shown(a)"), logged());
    set("a", 3, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of("same parity(a)", "verified shown(a)"), logged());
    Explanation why = engine.explain(new QueryKey<>(shown, "a")).orElseThrow();
    assertInstanceOf(Cause.FirstTime.class, why.computed().cause().orElseThrow());
    assertEquals(List.of(new QueryKey<>(parity, "a")), why.cutOffs());
    set("a", 2, Durability.LOW);
    assertEquals(10, ask(shown, "a"));
    assertEquals(List.of("ran parity(a)", "ran shown(a)"), logged());
    why = engine.explain(new QueryKey<>(shown, "a")).orElseThrow();
    assertEquals(
        List.of("parity(a)", "cell(a)"),
        why.cascade().stream().map(step -> step.key().display()).toList());
    assertEquals(List.of(), why.cutOffs());
    assertEquals(why.revision(), why.computed().revision());
  }

  @Test
  void an_edit_that_is_undone_runs_nothing_even_when_it_was_looked_at() {
    set("a", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    set("a", 2, Durability.LOW);
    assertEquals(10, ask(shown, "a"));
    logged();
    set("a", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of("recalled parity(a)", "recalled shown(a)"), logged());
    set("a", 2, Durability.LOW);
    assertEquals(10, ask(shown, "a"));
    assertEquals(List.of("recalled parity(a)", "recalled shown(a)"), logged());
  }

  @Test
  void writing_the_same_again_is_no_revision() {
    set("a", 1, Durability.LOW);
    long before;
    try (Run run = engine.begin()) {
      before = run.revision();
    }
    set("a", 1, Durability.LOW);
    try (Run run = engine.begin()) {
      assertEquals(before, run.revision());
    }
  }

  @Test
  void what_rests_on_durable_inputs_is_not_looked_at_when_others_change() {
    set("a", 1, Durability.HIGH);
    set("b", 1, Durability.LOW);
    ask(shown, "a");
    logged();
    set("b", 2, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of(), logged());
  }

  @Test
  void a_durability_that_falls_or_rises_never_hides_a_change() {
    // The case for which Salsa needs its durability clause: durable_to_less_durable.
    set("a", 1, Durability.HIGH);
    assertEquals(11, ask(shown, "a"));
    set("a", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    set("a", 2, Durability.LOW);
    assertEquals(10, ask(shown, "a"));
    set("a", 3, Durability.HIGH);
    assertEquals(11, ask(shown, "a"));
    set("a", 4, Durability.HIGH);
    assertEquals(10, ask(shown, "a"));
  }

  @Test
  void absence_is_a_fact_and_ends_when_the_input_comes() {
    var exists =
        query(
            "exists",
            (a, reads) -> reads.input(new InputKey(CELL, a), Integer.class).isPresent() ? 1 : 0);
    assertEquals(0, ask(exists, "new"));
    set("other", 1, Durability.HIGH);
    assertEquals(0, ask(exists, "new"));
    logged();
    set("new", 7, Durability.MEDIUM);
    assertEquals(1, ask(exists, "new"));
    assertEquals(List.of("ran exists(new)"), logged());
    engine.write(List.of(InputWrite.remove(new InputKey(CELL, "new"))));
    assertEquals(0, ask(exists, "new"));
    assertEquals(1, engine.inputs().size()); // only "other" is left in the table
  }

  @Test
  void an_input_that_comes_back_is_seen_whatever_it_was_when_it_went() {
    var exists =
        query(
            "exists",
            (a, reads) -> reads.input(new InputKey(CELL, a), Integer.class).isPresent() ? 1 : 0);
    set("x", 1, Durability.HIGH);
    Run looksOn = engine.begin(); // keeps the versions of x in the table
    engine.write(List.of(InputWrite.remove(new InputKey(CELL, "x"))));
    assertEquals(0, ask(exists, "x"));
    looksOn.close();
    set("y", 1, Durability.LOW); // clears the table of x
    assertEquals(1, engine.inputs().size());
    set("x", 2, Durability.LOW);
    assertEquals(1, ask(exists, "x"));
  }

  @Test
  void a_lost_value_is_decoded_or_computed_and_its_header_still_cuts_off() {
    set("a", 1, Durability.LOW);
    ask(shown, "a");
    logged();
    engine.dropValue(new QueryKey<>(shown, "a"), true);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of("decoded shown(a)"), logged());
    engine.dropValue(new QueryKey<>(parity, "a"), false);
    set("b", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of(), logged(), "the write does not reach it");
    var unhinted = new EngineTuning(1000, 1 << 20, 1 << 20, 2, 0, 0, 5000, 4);
    engine = new Engine(unhinted, Runnable::run, listener);
    set("a", 1, Durability.LOW);
    ask(shown, "a");
    logged();
    engine.dropValue(new QueryKey<>(parity, "a"), false);
    set("b", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    // The value of parity is nowhere, and nobody needs it.
    assertEquals(List.of("verified parity(a)", "verified shown(a)"), logged());
    engine.dropValue(new QueryKey<>(shown, "a"), false);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of("same parity(a)", "same shown(a)"), logged());
  }

  @Test
  void another_process_computes_nothing_that_the_store_has() {
    var store = new MapStore();
    var version = new String[] {"1"};
    var kept =
        new Query<Integer>() {
          @Override
          public String id() {
            return "kept";
          }

          @Override
          public Codec<Integer> codec() {
            return Graph.INT;
          }

          @Override
          public Optional<String> storedVersion() {
            return Optional.of(version[0]);
          }

          @Override
          public Integer compute(String argument, Reads reads) {
            return 7 * reads.get(parity, argument);
          }
        };
    start(store, kept);
    set("a", 1, Durability.LOW);
    assertEquals(7, ask(kept, "a"));
    start(store, kept);
    set("a", 3, Durability.HIGH);
    logged();
    assertEquals(7, ask(kept, "a"));
    assertEquals(List.of("ran parity(a)", "decoded kept(a)", "restored kept(a)"), logged());
    start(store, kept);
    set("a", 2, Durability.LOW);
    assertEquals(0, ask(kept, "a"));
    assertEquals(List.of("ran parity(a)", "ran kept(a)"), logged());
    start(store, kept);
    set("a", 1, Durability.LOW);
    assertEquals(7, ask(kept, "a"), "of the older record");
    assertEquals(List.of("ran parity(a)", "decoded kept(a)", "restored kept(a)"), logged());
    start(store, kept);
    store.values.clear();
    set("a", 1, Durability.LOW);
    assertEquals(7, ask(kept, "a"), "a record without its value");
    assertEquals(List.of("ran parity(a)", "ran kept(a)"), logged());
    start(store, kept);
    version[0] = "2";
    set("a", 1, Durability.LOW);
    assertEquals(7, ask(kept, "a"), "another version of its code");
    assertEquals(List.of("ran parity(a)", "ran kept(a)"), logged());
  }

  private void start(ResultStore store, Query<?> kept) {
    engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
    engine.know(List.of(parity, shown, kept), List.of(CELL));
  }

  @Test
  void only_the_path_of_a_write_is_looked_at() {
    var all =
        query(
            "all",
            (x, reads) -> reads.get(shown, "a") + reads.get(shown, "b") + reads.get(shown, "c"));
    set("a", 1, Durability.LOW);
    set("b", 1, Durability.LOW);
    set("c", 2, Durability.LOW);
    assertEquals(32, ask(all, ""));
    logged();
    set("b", 3, Durability.LOW);
    assertEquals(32, ask(all, ""));
    assertEquals(List.of("same parity(b)", "verified shown(b)", "verified all()"), logged());
    assertEquals(
        List.of("parity(b) 1", "shown(b) 2", "all() 3"),
        engine.dependents(new InputKey(CELL, "b"), 10).entrySet().stream()
            .map(entry -> entry.getKey().display() + " " + entry.getValue())
            .toList());
  }

  @Test
  void a_key_is_found_by_what_is_shown_of_it() {
    engine.know(List.of(shown), List.of(CELL));
    for (String name : List.of("", "a", "a(b)", "two\nlines", "C:\\new", "\\n\n\\\n")) {
      for (Key key : List.of(new QueryKey<>(shown, name), new InputKey(CELL, name))) {
        assertFalse(key.display().contains("\n"));
        assertEquals(Optional.of(key), engine.key(key.display()));
      }
    }
    assertEquals(Optional.empty(), engine.key("unknown(a)"));
    assertEquals(Optional.empty(), engine.key("shown"));
  }

  @Test
  void a_write_that_reaches_more_than_is_marked_has_everything_looked_at() {
    engine =
        new Engine(
            new EngineTuning(1000, 1 << 20, 1 << 20, 2, 1, 0, 5000, 4), Runnable::run, listener);
    set("a", 1, Durability.LOW);
    set("b", 1, Durability.LOW);
    ask(shown, "a");
    ask(shown, "b");
    logged();
    set("a", 3, Durability.LOW);
    assertEquals(11, ask(shown, "b"));
    assertEquals(List.of("verified parity(b)", "verified shown(b)"), logged());
    assertEquals(11, ask(shown, "a"));
  }

  @Test
  void a_change_is_seen_through_a_header_that_was_forgotten_and_durability_does_not_hide_it() {
    set("a", 1, Durability.MEDIUM);
    set("b", 1, Durability.LOW);
    ask(shown, "a");
    engine.dropHeader(new QueryKey<>(parity, "a"));
    set("b", 2, Durability.LOW);
    assertEquals(11, ask(shown, "a"), "by durability alone");
    set("a", 2, Durability.MEDIUM);
    assertEquals(10, ask(shown, "a"));
    engine.checkInvariants();
  }

  @Test
  void untracked_results_hold_for_one_revision() {
    var calls = new AtomicInteger();
    var clock =
        query(
            "clock",
            (a, reads) -> {
              reads.untracked();
              return calls.incrementAndGet();
            });
    assertEquals(1, ask(clock, ""));
    assertEquals(1, ask(clock, ""));
    set("x", 1, Durability.LOW);
    assertEquals(2, ask(clock, ""));
  }

  @Test
  void a_failure_is_told_and_not_remembered() {
    var failing =
        query(
            "failing",
            (a, reads) -> {
              if (cell(reads, a) == 0) {
                throw new IllegalArgumentException("zero");
              }
              return 1;
            });
    var reading = query("reading", (a, reads) -> reads.get(failing, a) + 1);
    set("a", 0, Durability.LOW);
    assertThrows(IllegalArgumentException.class, () -> ask(reading, "a"));
    assertThrows(IllegalArgumentException.class, () -> ask(reading, "a"));
    set("a", 1, Durability.LOW);
    assertEquals(2, ask(reading, "a"));
    set("a", 0, Durability.LOW);
    assertThrows(IllegalArgumentException.class, () -> ask(reading, "a"));
    engine.checkInvariants();
  }

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

  @Test
  void a_run_ends_wherever_it_is_cancelled_and_leaves_nothing_wrong() {
    long seed = Long.getLong("ropewalk.seed", 11L);
    for (int stop = 0; stop < 60; stop++) {
      var graph = new Graph(seed, 12, 3, false);
      int[] cells = {1, 2, 0};
      for (int i = 0; i < cells.length; i++) {
        engine.write(List.of(Graph.write(i, (cells[i] + stop) % 3, Durability.LOW)));
        cells[i] = (cells[i] + stop) % 3;
      }
      var steps = new AtomicInteger(stop);
      Run run = engine.begin();
      graph.atStep =
          () -> {
            if (steps.getAndDecrement() == 0) {
              run.cancel();
            }
          };
      try (run) {
        assertEquals(graph.expected(11, cells), run.get(graph.query, "11"));
      } catch (Cancelled e) {
        assertEquals(Cancelled.Why.UNWANTED, e.why());
      }
      graph.atStep = () -> {};
      assertEquals(graph.expected(11, cells), ask(graph.query, "11"));
      engine.checkInvariants();
    }
  }

  @Test
  void a_run_ends_at_whichever_poll_it_is_cancelled_and_leaves_nothing_wrong() {
    for (long seed : Seeds.of(4)) {
      int polls = Integer.MAX_VALUE;
      for (int stop = 1; stop <= polls; stop++) {
        var left = new AtomicInteger();
        var run = new AtomicReference<Run>();
        var steps =
            new Steps() {
              @Override
              public void at(Point point) {
                if (point == Point.POLL && left.decrementAndGet() == 0) {
                  run.get().cancel();
                }
              }
            };
        var graph = new Graph(seed, 10, 3, false);
        engine =
            new Engine(
                TUNING,
                MemoryPolicy.BY_WEIGHT,
                Runnable::run,
                EngineListener.NONE,
                new MapStore(),
                steps);
        engine.know(List.of(graph.query), List.of(CELL));
        int[] cells = {1, 2, 0};
        for (int round = 0; round < 3; round++) {
          cells[round] = 0;
          cells[(round + 1) % 3] = 2;
          engine.write(
              List.of(
                  Graph.write(0, cells[0], Durability.LOW),
                  Graph.write(1, cells[1], Durability.MEDIUM),
                  Graph.write(2, cells[2], Durability.HIGH)));
          engine.dropValue(new QueryKey<>(graph.query, "" + stop % 10), false);
          run.set(engine.begin());
          left.set(stop);
          try (Run cancelled = run.get()) {
            assertEquals(graph.expected(9, cells), cancelled.get(graph.query, "9"));
          } catch (Cancelled e) {
            assertEquals(Cancelled.Why.UNWANTED, e.why());
          }
          polls = round == 0 ? stop - left.get() + 1 : polls;
          left.set(0);
          engine.checkInvariants();
          assertEquals(graph.expected(9, cells), ask(graph.query, "9"), "seed " + seed);
        }
      }
    }
  }

  @Test
  void what_a_cancelled_query_returned_is_not_remembered() {
    var runs = new AtomicReference<Run>();
    var partial =
        query(
            "partial",
            (a, reads) -> {
              if (runs.get() != null) {
                runs.get().cancel();
              }
              return reads.isCancelled() ? -5 : 5;
            });
    try (Run run = engine.begin()) {
      runs.set(run);
      assertThrows(Cancelled.class, () -> run.get(partial, ""));
    }
    runs.set(null);
    assertEquals(5, ask(partial, ""));
  }

  @Test
  void reads_end_with_their_query_and_stay_on_its_thread() throws Exception {
    var kept = new AtomicReference<Reads>();
    var failures = new ArrayList<Throwable>();
    var keeping =
        query(
            "keeping",
            (a, reads) -> {
              kept.set(reads);
              var other =
                  Thread.ofVirtual()
                      .unstarted(
                          () ->
                              failures.add(
                                  assertThrows(
                                      IllegalStateException.class, () -> cell(reads, "a"))));
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return 1;
            });
    assertEquals(1, ask(keeping, ""));
    assertEquals(1, failures.size());
    assertThrows(IllegalStateException.class, () -> cell(kept.get(), "a"));
    assertThrows(IllegalStateException.class, () -> kept.get().get(parity, "a"));
    assertThrows(IllegalStateException.class, () -> kept.get().untracked());
  }

  @Test
  void a_read_that_is_not_reached_any_more_is_not_looked_at() {
    var costly = query("costly", (a, reads) -> cell(reads, "c"));
    var choosing =
        query("choosing", (a, reads) -> cell(reads, "on") == 1 ? reads.get(costly, "") : 0);
    set("on", 1, Durability.LOW);
    set("c", 1, Durability.LOW);
    assertEquals(1, ask(choosing, ""));
    logged();
    set("c", 2, Durability.LOW);
    set("on", 0, Durability.LOW);
    assertEquals(0, ask(choosing, ""));
    assertEquals(List.of("ran choosing()"), logged());
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
  void nothing_is_stored_that_is_not_tracked_or_rests_on_that() {
    var store = new MapStore();
    var clock =
        stored(
            "clock",
            (a, reads) -> {
              reads.untracked();
              return cell(reads, "t");
            });
    var above = stored("above", (a, reads) -> reads.get(clock, "") + cell(reads, "a"));
    var apart = stored("apart", (a, reads) -> cell(reads, "a"));
    engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
    engine.know(List.of(clock, above, apart), List.of(CELL));
    set("a", 1, Durability.LOW);
    ask(above, "");
    ask(apart, "");
    assertEquals(
        List.of("apart"), store.traces.keySet().stream().map(ResultStore.Recipe::query).toList());
    set("a", 2, Durability.LOW);
    ask(above, "");
    assertEquals(1, store.traces.size());
  }

  private static Query<Integer> stored(String id, BiFunction<String, Reads, Integer> body) {
    return new Query<>() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Codec<Integer> codec() {
        return Graph.INT;
      }

      @Override
      public Optional<String> storedVersion() {
        return Optional.of("1");
      }

      @Override
      public Integer compute(String argument, Reads reads) {
        return body.apply(argument, reads);
      }
    };
  }

  @Test
  void what_is_found_to_be_impure_is_in_no_store_any_more() {
    var store = new MapStore();
    var hidden = new AtomicInteger(1);
    var impure = stored("impure", (a, reads) -> hidden.get() + 0 * cell(reads, "a"));
    engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
    engine.know(List.of(impure), List.of(CELL));
    assertEquals(1, ask(impure, ""));
    assertEquals(1, store.traces.size());
    hidden.set(2);
    assertEquals(Engine.Check.REPAIRED, engine.recheck(new QueryKey<>(impure, "")));
    assertEquals(0, store.traces.size());
    assertEquals(2, ask(impure, ""));
    assertEquals(0, store.traces.size());
    hidden.set(3);
    set("b", 1, Durability.LOW);
    assertEquals(3, ask(impure, ""));
  }

  private static Query<Integer> storedByInputs(String id, BiFunction<String, Reads, Integer> body) {
    Query<Integer> named = stored(id, body);
    return new Query<>() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Codec<Integer> codec() {
        return named.codec();
      }

      @Override
      public Optional<String> storedVersion() {
        return named.storedVersion();
      }

      @Override
      public boolean storedByInputs() {
        return true;
      }

      @Override
      public Integer compute(String argument, Reads reads) {
        return named.compute(argument, reads);
      }
    };
  }

  private boolean restore(Query<?> query, String argument) {
    try (Run run = engine.begin()) {
      return run.restore(query, argument);
    }
  }

  @Test
  void what_is_stored_by_its_inputs_holds_without_a_look_at_what_is_between() {
    var store = new MapStore();
    var sum =
        storedByInputs("sum", (a, reads) -> 10 * reads.get(parity, "a") + reads.get(shown, "b"));
    start(store, sum);
    assertFalse(restore(sum, ""));
    set("a", 1, Durability.LOW);
    set("b", 3, Durability.HIGH);
    int expected = ask(sum, "");
    start(store, sum);
    set("b", 3, Durability.HIGH);
    set("a", 3, Durability.LOW); // of equal parity, but not the input that was seen
    logged();
    assertFalse(restore(sum, ""));
    assertEquals(List.of(), logged());
    set("a", 1, Durability.LOW);
    assertTrue(restore(sum, ""));
    assertEquals(List.of("decoded sum()", "restored sum()"), logged());
    assertTrue(restore(sum, ""));
    assertEquals(expected, ask(sum, ""));
    assertEquals(List.of(), logged());
    set("a", 5, Durability.LOW);
    assertFalse(restore(sum, ""), "a read changed");
    assertEquals(expected, ask(sum, ""));
    assertEquals(List.of("ran parity(a)", "ran parity(b)", "ran shown(b)", "same sum()"), logged());
    set("a", 7, Durability.LOW);
    assertEquals(expected, ask(sum, ""));
    assertEquals(List.of("same parity(a)", "verified sum()"), logged());
  }

  @Test
  void what_is_stored_by_its_inputs_is_gone_when_something_between_was_impure() {
    var store = new MapStore();
    var hidden = new AtomicInteger(1);
    var impure = stored("impure", (a, reads) -> hidden.get() + 0 * cell(reads, "a"));
    var above = storedByInputs("above", (a, reads) -> 7 * reads.get(impure, ""));
    set("a", 1, Durability.LOW);
    for (int round = 0; round < 2; round++) {
      engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
      engine.know(List.of(impure, above), List.of(CELL));
      set("a", 1, Durability.LOW);
      assertEquals(7, ask(above, ""));
    }
    assertEquals(1, ask(impure, ""));
    hidden.set(2);
    assertEquals(7, ask(above, ""), "nobody knows yet");
    assertEquals(Engine.Check.REPAIRED, engine.recheck(new QueryKey<>(impure, "")));
    assertEquals(14, ask(above, ""));
    assertEquals(0, store.traces.size());
  }

  @Test
  void nothing_is_stored_by_inputs_that_rests_on_what_is_not_tracked() {
    var store = new MapStore();
    var clock =
        query(
            "clock",
            (a, reads) -> {
              reads.untracked();
              return cell(reads, "t");
            });
    var above = storedByInputs("above", (a, reads) -> reads.get(clock, "") + cell(reads, "a"));
    engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
    engine.know(List.of(clock, above), List.of(CELL));
    set("a", 1, Durability.LOW);
    ask(above, "");
    assertEquals(0, store.traces.size());
  }

  @Test
  void a_fingerprint_is_read_like_a_result_and_needs_no_value() {
    var digest = query("digest", (a, reads) -> reads.fingerprint(parity, "a").hashCode());
    set("a", 1, Durability.LOW);
    int before = ask(digest, "");
    engine.dropValue(new QueryKey<>(parity, "a"), false);
    logged();
    set("a", 3, Durability.LOW);
    assertEquals(before, ask(digest, ""));
    assertEquals(List.of("same parity(a)", "verified digest()"), logged());
    set("a", 2, Durability.LOW);
    assertNotEquals(before, ask(digest, ""));
  }

  @Test
  void what_rests_on_a_result_that_came_out_differently_when_its_value_was_lost_is_looked_at() {
    var hidden = new AtomicInteger(1);
    var impure = query("impure", (a, reads) -> hidden.get() + 0 * cell(reads, "i"));
    var above = query("above", (a, reads) -> 100 + reads.get(impure, ""));
    assertEquals(101, ask(above, ""));
    hidden.set(2);
    engine.dropValue(new QueryKey<>(impure, ""), false);
    assertEquals(2, ask(impure, ""));
    set("b", 1, Durability.LOW);
    assertEquals(102, ask(above, ""));
  }

  @Test
  void a_mark_of_an_earlier_revision_never_takes_the_place_of_a_later_one() {
    var memo =
        new Memo(
            new QueryKey<>(parity, "a"),
            Fingerprint.ABSENT,
            new Edge[] {new Edge(new InputKey(CELL, "a"), Fingerprint.ABSENT)},
            false,
            new Memo.Stamp(5, Durability.LOW, true),
            new Memo.Origin(new Cause.FirstTime(), 5, false, 0),
            null);
    memo.verified(new Memo.Stamp(3, Durability.HIGH, true));
    assertEquals(new Memo.Stamp(5, Durability.LOW, true), memo.stamp());
    memo.verified(new Memo.Stamp(6, Durability.MEDIUM, true));
    assertEquals(new Memo.Stamp(6, Durability.MEDIUM, true), memo.stamp());
    assertThrows(Cancelled.class, () -> memo.stampFor(5));
    memo.touch(9);
    memo.touch(7);
    memo.lose(4);
    memo.settle();
    assertFalse(memo.isUntouchedSince(8));
    assertTrue(memo.isUntouchedSince(9));
    assertTrue(memo.isHeardOfSince(4));
    assertFalse(memo.isHeardOfSince(3));
  }

  @Test
  void a_failure_that_a_query_catches_is_a_read_that_may_end() {
    var failing =
        query(
            "failing",
            (a, reads) -> {
              if (cell(reads, a) == 0) {
                throw new IllegalArgumentException("zero");
              }
              return 1;
            });
    var catching =
        query(
            "catching",
            (a, reads) -> {
              try {
                return a.equals("many")
                    ? reads.getAll(failing, List.of("a", "b")).size()
                    : reads.get(failing, a);
              } catch (IllegalArgumentException e) {
                return -1;
              }
            });
    set("b", 5, Durability.LOW);
    for (int round = 0; round < 2; round++) {
      set("a", 1, Durability.LOW);
      assertEquals(1, ask(catching, "a"));
      assertEquals(2, ask(catching, "many"));
      set("a", 0, Durability.LOW);
      assertEquals(-1, ask(catching, "a"));
      assertEquals(-1, ask(catching, "many"));
    }
    engine.checkInvariants();
  }

  @Test
  void a_durability_alone_is_a_change_and_what_rests_on_it_hears_of_it() {
    set("a", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    set("a", 1, Durability.HIGH);
    assertEquals(11, ask(shown, "a"));
    var why = engine.explain(new QueryKey<>(shown, "a")).orElseThrow();
    assertEquals(Durability.HIGH, why.durability());
  }

  @Test
  void a_new_input_is_a_change_as_durable_as_its_kind() {
    engine =
        new Engine(
            new EngineTuning(1000, 1 << 20, 1 << 20, 2, 0, 0, 5000, 4), Runnable::run, listener);
    set("a", 1, Durability.HIGH);
    assertEquals(11, ask(shown, "a"));
    logged();
    set("new", 1, Durability.LOW);
    assertEquals(11, ask(shown, "a"));
    assertEquals(List.of(), logged());
  }

  @Test
  void what_rests_on_untracked_results_is_looked_at_in_every_revision() {
    var hidden = new AtomicInteger(1);
    var clock =
        query(
            "clock",
            (a, reads) -> {
              reads.untracked();
              return hidden.get();
            });
    var above = query("above", (a, reads) -> 100 + reads.get(clock, ""));
    set("x", 1, Durability.LOW);
    assertEquals(101, ask(above, ""));
    hidden.set(2);
    set("x", 2, Durability.LOW);
    assertEquals(102, ask(above, ""));
  }

  @Test
  void what_rests_on_a_result_that_is_not_tracked_any_more_is_looked_at() {
    var hidden = new AtomicInteger(1);
    var sometimes =
        query(
            "sometimes",
            (a, reads) -> {
              if (hidden.get() > 1) {
                reads.untracked();
              }
              return Math.max(hidden.get(), 2) + 0 * cell(reads, "i");
            });
    var above = query("above", (a, reads) -> 100 + reads.get(sometimes, ""));
    assertEquals(102, ask(above, ""));
    hidden.set(2);
    engine.dropValue(new QueryKey<>(sometimes, ""), false);
    assertEquals(2, ask(sometimes, ""));
    hidden.set(3);
    set("x", 2, Durability.LOW);
    assertEquals(103, ask(above, ""));
  }

  @Test
  void a_read_that_fails_now_is_a_change_for_those_who_can_do_without_it() {
    var failing =
        query(
            "failing",
            (a, reads) -> {
              if (cell(reads, a) == 0) {
                throw new IllegalArgumentException("zero");
              }
              return 1;
            });
    var catching =
        query(
            "catching",
            (a, reads) -> {
              try {
                return reads.get(failing, a);
              } catch (IllegalArgumentException e) {
                return -1;
              }
            });
    var above = query("above", (a, reads) -> 10 * reads.get(catching, a));
    set("a", 1, Durability.LOW);
    assertEquals(10, ask(above, "a"));
    set("a", 0, Durability.LOW);
    assertEquals(-10, ask(above, "a"));
  }

  @Test
  void what_was_read_may_be_forgotten_before_its_reader_is_published() {
    var forgets = new AtomicBoolean(true);
    var above =
        query(
            "above",
            (a, reads) -> {
              int read = reads.get(shown, a);
              if (forgets.get()) {
                engine.dropHeader(new QueryKey<>(shown, a));
              }
              return 100 + read;
            });
    set("a", 1, Durability.LOW);
    assertEquals(111, ask(above, "a"));
    forgets.set(false);
    set("a", 2, Durability.LOW);
    assertEquals(110, ask(above, "a"));
    engine.checkInvariants();
  }

  @Test
  void what_was_read_may_be_forgotten_and_its_reader_be_true_by_durability_and_by_reads() {
    var above = query("above", (x, reads) -> reads.get(shown, "a") + reads.get(parity, "b"));
    set("a", 1, Durability.MEDIUM);
    set("b", 1, Durability.LOW);
    assertEquals(12, ask(above, ""));
    engine.dropHeader(new QueryKey<>(parity, "a"));
    set("b", 3, Durability.LOW);
    logged();
    assertEquals(12, ask(above, ""));
    assertEquals(List.of("same parity(b)", "verified above()"), logged());
    set("a", 2, Durability.MEDIUM);
    assertEquals(11, ask(above, ""));
    engine.checkInvariants();
  }

  @Test
  void a_waiting_run_ends_when_it_is_cancelled_and_the_other_one_goes_on() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var slow =
        query(
            "slow",
            (a, reads) -> {
              entered.countDown();
              try {
                leave.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return 1;
            });
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> owner = executor.submit(() -> ask(slow, ""));
      entered.await();
      Run waiting = engine.begin();
      Future<String> waiter =
          executor.submit(
              () -> {
                try {
                  return "answered " + waiting.get(slow, "");
                } catch (Cancelled e) {
                  return e.why().name();
                }
              });
      waiting.cancel();
      assertEquals("UNWANTED", waiter.get());
      waiting.close();
      assertFalse(owner.isDone());
      leave.countDown();
      assertEquals(1, owner.get());
    }
    engine.checkInvariants();
  }

  @Test
  void a_run_that_later_results_overtook_is_cancelled_and_never_mixes_revisions() {
    set("a", 1, Durability.LOW);
    Run old = engine.begin();
    set("a", 2, Durability.LOW);
    assertEquals(10, ask(shown, "a"));
    try (old) {
      var failure = assertThrows(Cancelled.class, () -> old.get(shown, "a"));
      assertEquals(Cancelled.Why.SUPERSEDED, failure.why());
    }
  }

  @Test
  void an_impure_query_is_found_out_and_what_rests_on_it_is_repaired() {
    var hidden = new AtomicInteger(1);
    var impure = query("impure", (a, reads) -> hidden.get());
    var above = query("above", (a, reads) -> reads.get(impure, a) + 100);
    var apart = query("apart", (a, reads) -> cell(reads, "p"));
    set("p", 3, Durability.HIGH);
    assertEquals(101, ask(above, "x"));
    assertEquals(3, ask(apart, ""));
    assertEquals(Engine.Check.SAME, engine.recheck(new QueryKey<>(impure, "x")));
    assertEquals(Engine.Check.SAME, engine.recheck(new QueryKey<>(apart, "")));
    hidden.set(2);
    assertEquals(101, ask(above, "x")); // wrong, and nobody can know
    assertEquals(Engine.Check.REPAIRED, engine.recheck(new QueryKey<>(impure, "x")));
    assertEquals(102, ask(above, "x"));
    hidden.set(3);
    set("p", 4, Durability.HIGH);
    assertEquals(103, ask(above, "x")); // it is not trusted beyond a revision any more
    assertEquals(4, ask(apart, ""));
  }

  @Test
  void subscribers_hear_of_every_change_once_and_in_order() {
    var heard = new ArrayList<Integer>();
    set("a", 1, Durability.LOW);
    var subscription =
        engine.subscribe(
            shown,
            "a",
            update -> heard.add(((Subscription.Update.Result<Integer>) update).value()));
    set("a", 3, Durability.LOW); // the parity is the same
    set("b", 3, Durability.LOW);
    set("a", 4, Durability.LOW);
    set("a", 5, Durability.LOW);
    subscription.close();
    set("a", 6, Durability.LOW);
    assertEquals(List.of(11, 10, 11), heard);
  }

  @Test
  void a_subscriber_hears_of_a_failure_once_until_there_is_a_result_again() {
    var failing =
        query(
            "failing",
            (a, reads) -> {
              if (cell(reads, a) < 10) {
                throw new IllegalArgumentException("small");
              }
              return 1;
            });
    var heard = new ArrayList<String>();
    var subscription =
        engine.subscribe(
            failing,
            "a",
            update ->
                heard.add(
                    update instanceof Subscription.Update.Result<Integer> ? "result" : "failure"));
    for (int value : List.of(1, 2, 10, 11, 3, 4, 12)) {
      set("a", value, Durability.LOW);
    }
    subscription.close();
    assertEquals(List.of("failure", "result", "failure", "result"), heard);
  }

  @Test
  void a_subscriber_hears_nothing_after_its_end_however_far_a_look_is() {
    var heard = new ArrayList<Integer>();
    var subscription = new AtomicReference<Subscription<Integer>>();
    var closing =
        new EngineListener() {
          @Override
          public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
            if (subscription.get() != null) {
              subscription.get().close();
            }
          }
        };
    engine = new Engine(TUNING, Runnable::run, closing);
    subscription.set(
        engine.subscribe(
            parity,
            "a",
            update -> heard.add(((Subscription.Update.Result<Integer>) update).value())));
    set("a", 2, Durability.LOW);
    assertEquals(List.of(1), heard); // of no input at all
    engine.checkInvariants();
  }

  @Test
  void a_subscriber_on_other_threads_ends_at_the_last_state() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var other = new Engine(TUNING, executor, EngineListener.NONE);
      var revisions = new ArrayList<Long>();
      var values = new ArrayList<Integer>();
      var last = new CountDownLatch(1);
      var value = query("value", (a, reads) -> cell(reads, "v"));
      var subscription =
          other.subscribe(
              value,
              "",
              update -> {
                revisions.add(update.revision());
                int now = ((Subscription.Update.Result<Integer>) update).value();
                values.add(now);
                if (now == 2000) {
                  last.countDown();
                }
              });
      for (int i = 1; i <= 2000; i++) {
        other.write(
            List.of(
                InputWrite.set(
                    new InputKey(CELL, "v"),
                    Fingerprint.of(Graph.INT.encode(i)),
                    i,
                    Durability.LOW)));
      }
      last.await();
      subscription.close();
      for (int i = 1; i < values.size(); i++) {
        assertTrue(revisions.get(i) > revisions.get(i - 1));
        assertTrue(values.get(i) > values.get(i - 1));
      }
    }
  }
}
