package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What depends on something that it does not read: it says so, or is found out. */
class EngineTrackingLawsTest extends EngineFixture {
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
}
