package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.MemoryPolicy;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.QueryKey;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.engine.Run;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.RogueGrammar;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.SyntaxReader;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a grammar does not answer is not remembered, and harms nothing else. */
class FailingGrammarTest {
  private static final String GOOD = "a = 1\n";
  private static final String LOOPS = "a = 1 @\n";
  private static final String TRAPS = "a = 1 !\n";

  /** Small, since the loop takes twice this; one parse of a line takes a small part of it. */
  private static final Duration BUDGET = Duration.ofMillis(500);

  private static final SyntaxReader<Boolean> ERRORS = SyntaxTree::hasErrors;

  private static final Codec<Boolean> BOOLEAN =
      new Codec<>() {
        @Override
        public byte[] encode(Boolean value) {
          return new byte[] {(byte) (value ? 1 : 0)};
        }

        @Override
        public Boolean decode(byte[] bytes) {
          return bytes[0] == 1;
        }
      };

  @TempDir Path folder;

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutedLog log = new ExecutedLog();
  private final Engine engine = new Engine(EngineTuning.PRODUCTION, workers, log);
  private final Analyses analyses = new Analyses(engine, AnalysisSettings.defaults(), workers);
  private final DocumentStore documents = new DocumentStore(DocumentSettings.defaults());

  @AfterEach
  void close() {
    workers.shutdownNow();
  }

  private Document open(Language language, String name, String text) {
    return documents
        .open(
            new DocumentStore.Opening(
                name, "file:///w/" + name, language.id(), 1, text, PositionEncoding.UTF_16),
            first -> language.syntax())
        .document();
  }

  private static Subject subject(Document document, Language language) {
    var open = assertInstanceOf(DocumentState.Open.class, document.state());
    return new Subject(open.snapshot(), language);
  }

  private static GuestException.Code failure(CompletableFuture<?> answer) {
    var failed = assertThrows(CompletionException.class, answer::join);
    return assertInstanceOf(GuestException.class, failed.getCause()).code();
  }

  private static List<QueryKey<?>> remembered(Engine of, Subject subject) {
    String content = TreeId.of(subject).contentName();
    return of.remembered(key -> key.argument().startsWith(content), 100);
  }

  @Test
  void an_endless_loop_is_asked_again_and_harms_nobody() {
    failsEachTime(LOOPS, GuestException.Code.TIMED_OUT);
  }

  @Test
  void a_trap_is_asked_again_and_harms_nobody() {
    failsEachTime(TRAPS, GuestException.Code.TRAPPED);
  }

  private void failsEachTime(String bad, GuestException.Code code) {
    try (TreeSitterHost host = RogueGrammar.host(BUDGET)) {
      Language rogue = RogueGrammar.FAILS.in(host);
      Language json = RogueGrammar.sound(host, "json");
      Document document = open(rogue, "bad", bad);
      Document neighbour = open(rogue, "neighbour", "a = 0\n");
      Document other = open(json, "other", "[0,]\n");
      for (int round = 1; round <= 3; round++) {
        Subject failing = subject(document, rogue);
        var first = analyses.diagnostics(failing);
        var unused = other.change(round + 1, List.of(Change.full("[" + round + ",]\n")));
        unused = neighbour.change(round + 1, List.of(Change.full("a = " + round + "\n")));
        var elsewhere = analyses.diagnostics(subject(other, json));
        var beside = analyses.diagnostics(subject(neighbour, rogue));
        assertNotEquals(Diagnostics.NONE, elsewhere.join(), "another language");
        assertEquals(Diagnostics.NONE, beside.join(), "another text of the language");
        assertEquals(code, failure(first));
        assertEquals(code, failure(analyses.diagnostics(failing)));
        assertEquals(List.of(), remembered(engine, failing));

        unused = document.change(2 * round, List.of(Change.full(GOOD)));
        Subject mended = subject(document, rogue);
        assertEquals(Diagnostics.NONE, analyses.diagnostics(mended).join());
        assertEquals(1, remembered(engine, mended).size());
        unused = document.change(2 * round + 1, List.of(Change.full(bad)));
      }
      while (analyses.heldTrees() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void nothing_of_a_failure_is_stored() {
    try (TreeSitterHost host = RogueGrammar.host(BUDGET)) {
      Language rogue = RogueGrammar.FAILS.in(host);
      for (String bad : List.of(LOOPS, TRAPS)) {
        var text = subject(open(rogue, "bad", bad), rogue).snapshot().text();
        var good = subject(open(rogue, "good", GOOD), rogue).snapshot().text();
        var calls = new AtomicInteger();
        var judged = new Judged(calls, reads -> analyses.readTree(text, rogue, reads, ERRORS));
        var sound = new Judged(new AtomicInteger(), r -> analyses.readTree(good, rogue, r, ERRORS));
        try (var store = store(bad)) {
          var kept =
              new Engine(EngineTuning.PRODUCTION, MemoryPolicy.BY_WEIGHT, workers, log, store);
          for (int ask = 1; ask <= 3; ask++) {
            try (Run run = kept.begin()) {
              assertThrows(GuestException.class, () -> run.get(judged, bad));
            }
            assertEquals(ask, calls.get());
            try (Run run = kept.begin()) {
              assertEquals(false, run.get(sound, GOOD));
            }
          }
          assertEquals(1, kept.size());
        }
        try (var store = store(bad)) {
          assertEquals(List.of(), store.records(new ResultStore.Recipe("judged", bad, "1")));
          assertEquals(1, store.records(new ResultStore.Recipe("judged", GOOD, "1")).size());
        }
        documents.closeOwner("bad");
        documents.closeOwner("good");
      }
    }
  }

  @Test
  void a_loop_that_nobody_waits_for_any_more_is_not_remembered() {
    // The budget ends nothing here, so the loop is not over; it may not have begun, though.
    try (TreeSitterHost host = RogueGrammar.host(Duration.ofHours(1))) {
      Language rogue = RogueGrammar.FAILS.in(host);
      Language json = RogueGrammar.sound(host, "json");
      Subject looping = subject(open(rogue, "bad", LOOPS), rogue);
      var endless = analyses.diagnostics(looping);
      Subject other = subject(open(json, "other", "[0,]\n"), json);
      assertNotEquals(Diagnostics.NONE, analyses.diagnostics(other).join());
      assertFalse(endless.isDone());
      assertTrue(endless.cancel(true));
      while (analyses.heldTrees() > 0) {
        Thread.onSpinWait();
      }
      assertThrows(CancellationException.class, endless::join);
      assertEquals(List.of(), remembered(engine, looping));
      assertEquals(List.of("ran diagnostics"), log.executed(), "that of the other language");
    }
  }

  private DiskStore store(String name) {
    return DiskStore.open(
        folder.resolve("store" + name.hashCode()),
        StoreSettings.defaults(),
        InstantSource.system());
  }

  /** Whether a text has errors, kept in the store. */
  private record Judged(AtomicInteger calls, Function<Reads, Boolean> body)
      implements Query<Boolean> {
    @Override
    public String id() {
      return "judged";
    }

    @Override
    public Codec<Boolean> codec() {
      return BOOLEAN;
    }

    @Override
    public Optional<String> storedVersion() {
      return Optional.of("1");
    }

    @Override
    public Boolean compute(String argument, Reads reads) {
      calls.incrementAndGet();
      return body.apply(reads);
    }
  }
}
