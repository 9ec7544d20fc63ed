package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Results that are stored by the inputs under them. */
class EngineGroundLawsTest extends EngineFixture {
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
}
