package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What outlives the process, and what does not. */
class EngineStoreLawsTest extends EngineFixture {
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
}
