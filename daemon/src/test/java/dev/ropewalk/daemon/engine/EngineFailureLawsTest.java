package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Failures are told and never remembered, and frames end. */
class EngineFailureLawsTest extends EngineFixture {
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

  /** Verifying, looking for the cause and computing all ask for what fails; it runs once. */
  @Test
  void what_fails_is_computed_once_in_a_run() {
    var computed = new AtomicInteger();
    var failing =
        query(
            "failing",
            (a, reads) -> {
              computed.incrementAndGet();
              if (cell(reads, a) == 0) {
                throw new IllegalArgumentException("zero");
              }
              return 1;
            });
    var reading = query("reading", (a, reads) -> reads.get(failing, a) + 1);
    var above = query("above", (a, reads) -> reads.get(reading, a) + reads.get(failing, a));
    set("a", 1, Durability.LOW);
    assertEquals(3, ask(above, "a"));
    for (int round = 0; round < 2; round++) {
      computed.set(0);
      set("a", 0, Durability.LOW);
      assertThrows(IllegalArgumentException.class, () -> ask(above, "a"));
      assertEquals(1, computed.get());
      assertThrows(IllegalArgumentException.class, () -> ask(above, "a"));
      assertEquals(2, computed.get(), "another run tries again");
      set("a", 1, Durability.LOW);
      assertEquals(3, ask(above, "a"));
    }
    engine.checkInvariants();
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
}
