package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who subscribes hears of every change, once and in order. */
class EngineSubscriptionLawsTest extends EngineFixture {
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
