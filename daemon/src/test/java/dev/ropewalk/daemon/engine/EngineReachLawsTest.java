package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a write reaches, and what is looked at when that is not known any more. */
class EngineReachLawsTest extends EngineFixture {
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
}
