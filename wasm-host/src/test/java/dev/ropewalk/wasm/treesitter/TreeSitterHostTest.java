package dev.ropewalk.wasm.treesitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Lease;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.registry.LoadPhase;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeSitterHostTest {
  private static final LoadListener QUIET = new LoadListener() {};

  @TempDir Path folder;

  private static final String JAVA =
      """
      package a.b;

      /** Doc. */
      class Point {
        final int x = 1;

        int twice(int n) {
          return n * 2 + x;
        }
      }
      """;

  @Test
  void a_language_is_loaded_at_its_first_document_and_not_before() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET)) {
      SyntaxLanguage json = host.language(Grammars.source("json"));
      assertEquals(LifeStatus.State.ABSENT, json.status().state());
      try (SyntaxSession session = json.open()) {
        session.edit(1, Grammars.text("{\"a\": [1, 2]}"), List.of());
        assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
      }
      LanguageStatus status = json.status();
      assertEquals(LifeStatus.State.READY, status.state());
      assertTrue(status.memoryPages() > 0 && status.compiledBytes() > 0, status.toString());
      assertTrue(status.phaseNanos().containsKey(LoadPhase.COMPILE));
    }
  }

  /** A host that lets go of what nobody uses as soon as it is swept. */
  private static TreeSitterHost hasty() {
    Path runtime = Grammars.npm().resolve("web-tree-sitter/web-tree-sitter.wasm");
    var tuning =
        new LifeTuning(
            Duration.ZERO,
            Duration.ZERO,
            Grammars.TUNING.failed(),
            Grammars.TUNING.quarantined(),
            2,
            Duration.ofMinutes(1));
    return new TreeSitterHost(
        () -> Files.readAllBytes(runtime),
        Grammars.LIMITS,
        tuning,
        ClassFolders.NONE,
        ModuleCompiler.IN_PROCESS,
        QUIET);
  }

  private static boolean parses(SyntaxLanguage json) {
    try (SyntaxSession session = json.open()) {
      session.edit(1, Grammars.text("{\"a\": [1, 2]}"), List.of());
      return !session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join();
    }
  }

  private static WeakReference<Object> module(SyntaxLanguage json) {
    try (Lease<?> lease = json.life().enter().join()) {
      return new WeakReference<>(lease.module());
    }
  }

  @Test
  void an_unused_grammar_leaves_nothing_and_comes_back() throws InterruptedException {
    try (TreeSitterHost host = hasty()) {
      SyntaxLanguage json = host.language(Grammars.source("json"));
      assertTrue(parses(json));
      WeakReference<Object> classes = module(json);
      try (SyntaxSession session = json.open()) {
        json.life().sweep();
        assertEquals(LifeStatus.State.READY, json.status().state(), "a session is open");
        session.edit(1, Grammars.text("[]"), List.of());
        assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
      }
      json.life().sweep();
      LanguageStatus status = json.status();
      assertEquals(LifeStatus.State.UNLOADED, status.state());
      assertEquals(0, status.memoryPages() + status.instances() + status.compiledBytes());
      // A lane's thread may still be on its way out.
      for (int i = 0; i < 200 && classes.get() != null; i++) {
        System.gc();
        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      }
      assertNull(classes.get(), "the classes are still reachable");
      assertTrue(parses(json));
      assertEquals(2, json.life().status().loads());
    }
  }

  @Test
  void a_replaced_grammar_serves_those_who_have_it() {
    try (TreeSitterHost host = hasty()) {
      SyntaxLanguage old = host.language(Grammars.source("json"));
      try (SyntaxSession session = old.open()) {
        session.edit(1, Grammars.text("[1"), List.of());
        assertTrue(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
        SyntaxLanguage next = host.language(Grammars.source("json"));
        assertTrue(parses(next));
        session.edit(2, Grammars.text("[1]"), List.of());
        assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
        assertEquals(LifeStatus.State.REMOVED, old.status().state());
      }
      assertEquals(1, old.life().status().unloads());
      assertThrows(CompletionException.class, () -> parses(old));
    }
  }

  @Test
  void captures_carry_extents_names_and_obey_text_predicates() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("java")).open()) {
      session.edit(1, Grammars.text(JAVA), List.of());
      var query =
          new QuerySource(
              "test",
              "((identifier) @upper (#match? @upper \"^[A-Z]\"))\n"
                  + "((identifier) @x (#eq? @x \"x\") (#set! kind \"field\"))\n"
                  + "(method_declaration name: (identifier) @method)");
      Captures captures =
          session.read(Priority.INTERACTIVE, t -> t.captures(query, 0, JAVA.length())).join();
      var seen = new ArrayList<String>();
      for (int i = 0; i < captures.count(); i++) {
        seen.add(
            captures.names().get(captures.name()[i])
                + "="
                + JAVA.substring(captures.startUtf16()[i], captures.endUtf16()[i]));
      }
      assertEquals(List.of("upper=Point", "x=x", "method=twice", "x=x"), seen);
      assertEquals("field", captures.properties().get(1).get("kind"));
    }
  }

  @Test
  void a_query_on_a_range_gives_what_touches_it_and_nothing_else() {
    String lines = "{\"\u00e9\ud83d\ude00\": 1},\n".repeat(100);
    String text = "[" + lines + "0]";
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      session.edit(1, Grammars.text(text), List.of());
      var query = new QuerySource("keys", "(pair key: (_) @key)");
      int line = lines.length() / 100;
      Captures ten =
          session
              .read(Priority.INTERACTIVE, t -> t.captures(query, 1 + 20 * line, 1 + 30 * line))
              .join();
      assertEquals(10, ten.count());
      assertEquals(1 + 20 * line + 1, ten.startUtf16()[0]);
    }
  }

  @Test
  void matches_keep_the_captures_of_a_pattern_together() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("java")).open()) {
      session.edit(1, Grammars.text(JAVA), List.of());
      var query =
          new QuerySource("test", "(class_declaration name: (identifier) @name) @definition.class");
      Matches matches =
          session.read(Priority.INTERACTIVE, t -> t.matches(query, 0, JAVA.length())).join();
      assertEquals(1, matches.count());
      assertEquals(2, matches.first()[1] - matches.first()[0]);
      assertEquals(JAVA.indexOf("class"), matches.startUtf16()[0]);
      assertEquals(JAVA.lastIndexOf('}') + 1, matches.endUtf16()[0]);
    }
  }

  @Test
  void errors_tell_what_is_missing_and_go_away_when_it_is_typed() {
    String broken = JAVA.replace("x = 1;", "x = 1");
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("java")).open()) {
      session.edit(1, Grammars.text(broken), List.of());
      List<SyntaxError> errors = session.read(Priority.INTERACTIVE, t -> t.errors(10)).join();
      assertEquals(1, errors.size());
      assertEquals(SyntaxError.Kind.MISSING, errors.getFirst().kind());
      assertEquals(List.of(";"), errors.getFirst().expected());
      int at = broken.indexOf("x = 1") + 5;
      session.edit(2, Grammars.text(JAVA), List.of(Grammars.edit(broken, at, at, JAVA, at + 1)));
      assertEquals(List.of(), session.read(Priority.INTERACTIVE, t -> t.errors(10)).join());
    }
  }

  @Test
  void ancestors_go_from_the_innermost_node_to_the_root() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("java")).open()) {
      session.edit(1, Grammars.text(JAVA), List.of());
      int at = JAVA.indexOf("n * 2");
      List<NodeSpan> spans =
          session.read(Priority.INTERACTIVE, t -> t.ancestors(at, at + 1)).join();
      assertEquals("identifier", spans.getFirst().type());
      assertEquals("program", spans.getLast().type());
      for (int i = 1; i < spans.size(); i++) {
        assertTrue(
            spans.get(i).startUtf16() <= spans.get(i - 1).startUtf16()
                && spans.get(i).endUtf16() >= spans.get(i - 1).endUtf16());
      }
    }
  }

  @Test
  void a_read_sees_the_revision_at_its_submission_whatever_follows() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      var reads = new ArrayList<java.util.concurrent.CompletableFuture<Long>>();
      String before = "[]";
      session.edit(1, Grammars.text(before), List.of());
      for (int i = 2; i < 50; i++) {
        String after = "[" + i + "," + before.substring(1);
        int added = after.length() - before.length();
        session.edit(
            i, Grammars.text(after), List.of(Grammars.edit(before, 1, 1, after, 1 + added)));
        reads.add(session.read(Priority.INTERACTIVE, SyntaxTree::revision));
        before = after;
      }
      for (int i = 2; i < 50; i++) {
        assertEquals(i, reads.get(i - 2).join());
      }
    }
  }

  @Test
  void a_replaced_text_leaves_the_reads_before_it_their_own() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET)) {
      SyntaxLanguage json = host.language(Grammars.source("json"));
      try (SyntaxSession session = json.open()) {
        var reads = new ArrayList<java.util.concurrent.CompletableFuture<Long>>();
        for (int i = 1; i <= 20; i++) {
          session.edit(i, Grammars.text("[" + i + "]"), List.of());
          reads.add(session.read(Priority.INTERACTIVE, SyntaxTree::revision));
        }
        for (int i = 1; i <= 20; i++) {
          assertEquals(i, reads.get(i - 1).join());
        }
      }
    }
  }

  @Test
  void a_reader_that_throws_fails_alone() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      session.edit(1, Grammars.text("[1]"), List.of());
      var failing =
          session.read(
              Priority.INTERACTIVE,
              tree -> {
                throw new IllegalArgumentException("mine");
              });
      assertThrows(CompletionException.class, failing::join);
      assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
    }
  }

  @Test
  void random_edits_give_the_tree_of_a_fresh_parse_where_there_are_no_errors() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
    SyntaxLanguage json = host.language(Grammars.source("json"));
    try (host;
        SyntaxSession grown = json.open();
        SyntaxSession fresh = json.open()) {
      var query = new QuerySource("all", "(_) @node");
      String text = "[0]";
      grown.edit(1, Grammars.text(text), List.of());
      for (int i = 2; i < 200; i++) {
        int comma = text.indexOf(',', random.nextInt(text.length()));
        int start = comma < 0 ? 1 : comma + 1;
        String piece = random.nextBoolean() ? "{\"k\u00e9\ud83d\ude00\": [1, null]}," : "true,";
        String after = text.substring(0, start) + piece + text.substring(start);
        grown.edit(
            i,
            Grammars.text(after),
            List.of(Grammars.edit(text, start, start, after, start + piece.length())));
        text = after;
        if (i % 20 == 0) {
          fresh.edit(i, Grammars.text(text), List.of());
          int length = text.length();
          assertEquals(flat(fresh, query, length), flat(grown, query, length), "seed " + seed);
          assertFalse(grown.reparseFresh().join(), "seed " + seed);
        }
      }
    }
  }

  private static List<Integer> flat(SyntaxSession session, QuerySource query, int length) {
    return session
        .read(
            Priority.INTERACTIVE,
            t -> {
              Captures all = t.captures(query, 0, length);
              var extents = new ArrayList<Integer>();
              for (int i = 0; i < all.count(); i++) {
                extents.add(all.startUtf16()[i]);
                extents.add(all.endUtf16()[i]);
              }
              return extents;
            })
        .join();
  }

  @Test
  void a_second_process_finds_the_classes_and_a_damaged_entry_is_made_again() throws Exception {
    Path store = folder.resolve("classes");
    for (boolean known : new boolean[] {false, true}) {
      try (TreeSitterHost host = Grammars.host(ClassFolders.in(store), QUIET)) {
        // Not load: an image that is still being kept would have the folder taken away from it.
        LanguageStatus status = host.language(Grammars.source("json")).prepare().join();
        assertEquals(known, status.fromStore());
        assertEquals(known, !status.phaseNanos().containsKey(LoadPhase.COMPILE));
      }
    }
    try (var files = Files.list(store)) {
      for (Path entry : files.toList()) {
        byte[] bytes = Files.readAllBytes(entry);
        bytes[bytes.length / 2] ^= 1;
        Files.write(entry, bytes);
      }
    }
    try (TreeSitterHost host = Grammars.host(ClassFolders.in(store), QUIET)) {
      assertFalse(host.language(Grammars.source("json")).prepare().join().fromStore());
    }
  }

  @Test
  void a_corrupt_module_fails_its_own_reads_clearly_and_nobody_elses() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET)) {
      SyntaxLanguage bad =
          host.language(
              new GrammarSource("json", "bad", () -> new byte[] {0, 'a', 's', 'm'}, List.of()));
      try (SyntaxSession session = bad.open()) {
        session.edit(1, Grammars.text("1"), List.of());
        var failure =
            assertThrows(
                CompletionException.class,
                () -> session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
        var why = assertInstanceOf(GuestException.class, failure.getCause());
        assertEquals(GuestException.Code.MODULE_REFUSED, why.code());
      }
      assertEquals(LifeStatus.State.FAILED, bad.status().state());
      assertEquals(
          LifeStatus.State.READY, host.language(Grammars.source("css")).load().join().state());
    }
  }

  @Test
  void a_bad_query_is_named_and_the_instance_lives_on() {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      session.edit(1, Grammars.text("1"), List.of());
      var bad = new QuerySource("json/bad", "(number) @n\n(nonsense) @x");
      var failure =
          assertThrows(
              CompletionException.class,
              () -> session.read(Priority.INTERACTIVE, t -> t.captures(bad, 0, 1)).join());
      var why = assertInstanceOf(GuestException.class, failure.getCause());
      assertEquals(GuestException.Code.BAD_QUERY, why.code());
      assertTrue(
          why.getMessage().contains("json/bad, line 2: unknown node type"), why.getMessage());
      assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
    }
  }

  /** A text that does something when a parse has come some way. */
  private record Watched(GuestText text, Runnable midway) implements GuestText {
    @Override
    public int lengthUtf16() {
      return text.lengthUtf16();
    }

    @Override
    public int readUtf16(int offset, byte[] destination, int at, int maxUnits) {
      if (offset > 20_000) {
        midway.run();
      }
      return text.readUtf16(offset, destination, at, maxUnits);
    }

    @Override
    public String slice(int start, int end) {
      return text.slice(start, end);
    }
  }

  @Test
  void a_cancelled_parse_stops_and_the_session_goes_on() throws Exception {
    String big = "[" + "1,".repeat(100_000) + "1]";
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
        SyntaxSession session = host.language(Grammars.source("json")).open()) {
      var reading = new CountDownLatch(1);
      session.edit(1, new Watched(Grammars.text(big), reading::countDown), List.of());
      var read = session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors);
      reading.await();
      assertTrue(read.cancel(true));
      assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
    }
  }

  @Test
  void a_parse_after_a_stopped_one_begins_at_its_beginning() {
    String big = "[" + "1,".repeat(100_000) + "1]";
    String other = "{\"a\": [" + "2,".repeat(100_000) + "2]}";
    var numbers = new QuerySource("test", "(number) @n");
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET)) {
      SyntaxLanguage json = host.language(Grammars.source("json"));
      try (SyntaxSession one = json.open();
          SyntaxSession two = json.open()) {
        two.edit(1, Grammars.text("[3]"), List.of());
        assertFalse(two.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
        for (boolean waits : new boolean[] {true, false}) {
          long revision = waits ? 2 : 3;
          var read = new AtomicReference<CompletableFuture<Boolean>>();
          var next = new AtomicReference<CompletableFuture<Integer>>();
          two.edit(revision, Grammars.text(other), List.of());
          var inside = new CountDownLatch(1);
          one.edit(
              revision,
              new Watched(
                  Grammars.text(big),
                  () -> {
                    awaitQuietly(inside);
                    if (waits && next.get() == null) {
                      next.set(numbersOf(two, numbers, other));
                    }
                    read.get().cancel(true); // the guest asks the next time it polls
                  }),
              List.of());
          read.set(one.read(Priority.INTERACTIVE, SyntaxTree::hasErrors));
          inside.countDown();
          assertThrows(CancellationException.class, () -> read.get().join());
          if (!waits) {
            next.set(numbersOf(two, numbers, other));
          }
          assertEquals(100_001, next.get().join());
        }
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<Integer> numbersOf(
      SyntaxSession session, QuerySource query, String text) {
    return session.read(
        Priority.INTERACTIVE, tree -> tree.captures(query, 0, text.length()).count());
  }

  @Test
  void a_closed_session_refuses_and_a_closed_host_answers_everything() {
    TreeSitterHost host = Grammars.host(ClassFolders.NONE, QUIET);
    SyntaxSession session = host.language(Grammars.source("json")).open();
    session.edit(1, Grammars.text("1"), List.of());
    var open = session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors);
    session.close();
    assertThrows(
        CompletionException.class,
        () -> session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
    host.close();
    // Whether it ran before the end or not, it was answered.
    open.handle((answer, failure) -> "answered").join();
  }
}
