package dev.ropewalk.wasm.treesitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.LifeTuning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Pinned revisions, against fresh parses of the same texts. */
class SyntaxPinTest {
  private static final LoadListener QUIET = new LoadListener() {};
  private static final QuerySource ALL = new QuerySource("all", "(_) @node");
  private static final int ROUNDS = 12;
  private static final int STEPS = 60;
  private static final int MOST = 64;

  private record Held(SyntaxPin pin, String text) {}

  private record Asked(CompletableFuture<List<Integer>> answer, String text) {}

  /** Pieces that keep JSON valid behind a bracket or a comma, where trees do not drift. */
  private static final List<String> PIECES =
      List.of("1,", "{\"k\u00e9\ud83d\ude00\": [1, null]},", "[[[]]],", "\"words\",", "\n\n true,");

  /** One lane, so that all trees are in one instance. */
  private static TreeSitterHost host() {
    Path runtime = Grammars.npm().resolve("web-tree-sitter/web-tree-sitter.wasm");
    var limits =
        new GuestLimits(16 << 20, 20_000, 4096, 10_000, Duration.ofSeconds(20), 16L << 20, 1, MOST);
    // These tests cost instances on purpose, again and again.
    var lenient =
        new LifeTuning(
            Grammars.TUNING.idleAfter(),
            Grammars.TUNING.unloadAfter(),
            Grammars.TUNING.failed(),
            Grammars.TUNING.quarantined(),
            Integer.MAX_VALUE,
            Grammars.TUNING.offenceWindow());
    return new TreeSitterHost(
        () -> Files.readAllBytes(runtime),
        limits,
        lenient,
        ClassFolders.NONE,
        ModuleCompiler.IN_PROCESS,
        QUIET);
  }

  @Test
  void a_pinned_revision_reads_as_a_fresh_parse_of_its_text_whatever_happens() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    try (TreeSitterHost host = host()) {
      SyntaxLanguage json = host.language(Grammars.source("json"));
      for (int round = 0; round < ROUNDS; round++) {
        round(json, new Random(seed + round), "seed " + (seed + round));
      }
    }
  }

  private static void round(SyntaxLanguage json, Random random, String seed) {
    List<Held> held = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    try (SyntaxSession session = json.open()) {
      String text = "[0]";
      session.edit(1, Grammars.text(text), List.of());
      for (int revision = 2; revision < STEPS; revision++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> held.add(new Held(session.pin(), text));
          case 2 -> {
            if (!held.isEmpty()) {
              Held one = held.get(random.nextInt(held.size()));
              asked.add(
                  new Asked(one.pin().read(Priority.INTERACTIVE, SyntaxPinTest::all), one.text()));
            }
          }
          case 3 -> {
            if (!held.isEmpty()) {
              Held one = held.remove(random.nextInt(held.size()));
              one.pin().close();
              one.pin().close();
            }
          }
          case 4 ->
              asked.add(new Asked(session.read(Priority.INTERACTIVE, SyntaxPinTest::all), text));
          default -> lose(session, random);
        }
        text = edit(session, revision, text, random);
      }
      for (Held one : held) {
        asked.add(new Asked(one.pin().read(Priority.INTERACTIVE, SyntaxPinTest::all), one.text()));
        one.pin().close();
      }
      for (Asked one : asked) {
        assertEquals(fresh(json, one.text()), one.answer().join(), seed + ": " + one.text());
      }
      session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join();
      assertEquals(0, ((GuestSession) session).pinnedRevisions(), seed);
    }
    assertEquals(1, trees(json), seed + ": a tree leaks");
  }

  /** Now and then the instance traps, or a read is cancelled. */
  private static void lose(SyntaxSession session, Random random) {
    if (random.nextInt(4) == 0) {
      var trap =
          session.read(
              Priority.INTERACTIVE,
              tree -> {
                throw new GuestException(GuestException.Code.TRAPPED, "as the test wants it");
              });
      assertThrows(CompletionException.class, trap::join);
    } else {
      var unused = session.read(Priority.INTERACTIVE, SyntaxPinTest::all).cancel(true);
    }
  }

  private static String edit(SyntaxSession session, int revision, String text, Random random) {
    if (random.nextInt(10) == 0) {
      String replaced = "[" + revision + "]";
      session.edit(revision, Grammars.text(replaced), List.of());
      return replaced;
    }
    int comma = text.indexOf(',', random.nextInt(text.length()));
    int start = comma < 0 || inside(text, comma) ? 1 : comma + 1;
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    String after = text.substring(0, start) + piece + text.substring(start);
    session.edit(
        revision,
        Grammars.text(after),
        List.of(Grammars.edit(text, start, start, after, start + piece.length())));
    return after;
  }

  /** Whether a comma stands in an object, where an element does not fit. */
  private static boolean inside(String text, int comma) {
    return text.lastIndexOf('{', comma) > text.lastIndexOf('}', comma);
  }

  private static List<Integer> fresh(SyntaxLanguage json, String text) {
    try (SyntaxSession session = json.open()) {
      session.edit(1, Grammars.text(text), List.of());
      return session.read(Priority.INTERACTIVE, SyntaxPinTest::all).join();
    }
  }

  private static List<Integer> all(SyntaxTree tree) {
    Captures all = tree.captures(ALL, 0, tree.text().lengthUtf16());
    var extents = new ArrayList<Integer>();
    for (int i = 0; i < all.count(); i++) {
      extents.add(all.startUtf16()[i]);
      extents.add(all.endUtf16()[i]);
    }
    return extents;
  }

  /** Trees of the one instance, but for those of the session that asks. */
  private static int trees(SyntaxLanguage json) {
    try (SyntaxSession session = json.open()) {
      session.edit(1, Grammars.text("1"), List.of());
      return session
          .read(Priority.INTERACTIVE, tree -> ((GuestTree) tree).treesOfInstance())
          .join();
    }
  }

  @Test
  void pins_that_are_only_held_cost_the_guest_no_tree() {
    try (TreeSitterHost host = host();
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      session.edit(1, Grammars.text("[1]"), List.of());
      try (SyntaxPin pin = session.pin()) {
        assertEquals(1, pin.revision());
        assertEquals(
            1, pin.read(Priority.INTERACTIVE, t -> ((GuestTree) t).treesOfInstance()).join());
      }
    }
  }

  @Test
  void a_closed_pin_answers_what_was_asked_before_and_nothing_after() {
    try (TreeSitterHost host = host();
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      session.edit(1, Grammars.text("[1]"), List.of());
      SyntaxPin pin = session.pin();
      session.edit(2, Grammars.text("[1, 2]"), List.of());
      var newer = session.read(Priority.INTERACTIVE, SyntaxTree::revision);
      var read = pin.read(Priority.INTERACTIVE, SyntaxTree::revision);
      pin.close();
      assertEquals(1, read.join());
      assertEquals(2, newer.join());
      assertThrows(
          IllegalStateException.class, () -> pin.read(Priority.INTERACTIVE, SyntaxTree::revision));
    }
  }

  @Test
  void a_closed_session_fails_the_reads_of_its_pins() {
    try (TreeSitterHost host = host()) {
      SyntaxSession session = host.language(Grammars.source("json")).open();
      session.edit(1, Grammars.text("[1]"), List.of());
      SyntaxPin pin = session.pin();
      session.close();
      var failure =
          assertThrows(
              CompletionException.class,
              () -> pin.read(Priority.INTERACTIVE, SyntaxTree::revision).join());
      assertEquals(
          GuestException.Code.CANCELLED,
          assertInstanceOf(GuestException.class, failure.getCause()).code());
      assertThrows(GuestException.class, session::pin);
      pin.close();
    }
  }

  @Test
  void too_many_pinned_revisions_are_refused_with_the_number() {
    int most = MOST;
    try (TreeSitterHost host = host();
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      List<SyntaxPin> pins = new ArrayList<>();
      for (int i = 1; i <= most; i++) {
        session.edit(i, Grammars.text("[" + i + "]"), List.of());
        pins.add(session.pin());
        pins.add(session.pin());
      }
      session.edit(most + 1, Grammars.text("[]"), List.of());
      var refused = assertThrows(GuestException.class, session::pin);
      assertEquals(GuestException.Code.TOO_MANY_REVISIONS, refused.code());
      pins.get(0).close();
      pins.get(1).close();
      session.pin().close();
    }
  }
}
