package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A run that nobody wants ends, and leaves nothing behind. */
class EngineCancellationLawsTest extends EngineFixture {
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
}
