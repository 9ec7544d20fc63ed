package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is true without being computed: cut-off, durability, absence, and what was lost. */
class EngineVerificationLawsTest extends EngineFixture {
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
}
