package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.engine.EngineStatistics;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.MemoryPolicy;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.engine.Run;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.daemon.testing.RogueGrammar;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grammar whose answers depend on what it parsed before is found out, and what rests on it. */
class ImpureGrammarTest {
  private static final String TEXT = "a = 1\n";
  private static final String CLEAN = "clean";
  private static final String BROKEN = "broken";
  private static final InputKind TICK = new InputKind("tick", Durability.LOW);

  /** Every answer from the cache is computed again, on the thread that asked. */
  private static final EngineTuning CHECKING = EngineTuning.PRODUCTION.with(1 << 20, 1);

  private static final Codec<String> STRING =
      new Codec<>() {
        @Override
        public byte[] encode(String value) {
          return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
          return new String(bytes, StandardCharsets.UTF_8);
        }
      };

  @TempDir Path folder;

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final TreeSitterHost host = RogueGrammar.host(Duration.ofSeconds(20));
  private final Language language = RogueGrammar.REMEMBERS.in(host);
  private final DocumentStore documents = new DocumentStore(DocumentSettings.defaults());
  private long ticks;

  @AfterEach
  void close() {
    host.close();
    workers.shutdownNow();
  }

  /** A daemon's engine over a store. */
  private final class Daemon {
    final EngineCounters counters = new EngineCounters();
    final Engine engine;
    final Analyses analyses;

    Daemon(ResultStore store, Query<?>... queries) {
      engine = new Engine(CHECKING, MemoryPolicy.BY_WEIGHT, Runnable::run, counters, store);
      analyses = new Analyses(engine, AnalysisSettings.defaults(), workers);
      engine.know(List.of(queries), List.of(TICK));
    }

    String ask(Query<String> query) {
      try (Run run = engine.begin()) {
        return run.get(query, "");
      }
    }

    EngineStatistics.Counts of(String query) {
      return counters
          .statistics(engine)
          .byQuery()
          .getOrDefault(query, EngineStatistics.Counts.NONE);
    }

    /** A revision in which nothing changed that anybody reads. */
    void tick() {
      ticks++;
      engine.write(
          List.of(
              InputWrite.set(
                  new InputKey(TICK, ""),
                  Fingerprint.of(STRING.encode("" + ticks)),
                  ticks,
                  Durability.LOW)));
    }
  }

  private record Asking(
      String id, Optional<String> storedVersion, BiFunction<String, Reads, String> body)
      implements Query<String> {
    @Override
    public Codec<String> codec() {
      return STRING;
    }

    @Override
    public String compute(String argument, Reads reads) {
      return body.apply(argument, reads);
    }
  }

  private Subject open(String owner) {
    var document =
        documents
            .open(
                new DocumentStore.Opening(
                    owner, "file:///w/a.toml", "toml", 1, TEXT, PositionEncoding.UTF_16),
                first -> language.syntax())
            .document();
    var open = assertInstanceOf(DocumentState.Open.class, document.state());
    return new Subject(open.snapshot(), language);
  }

  private static String verdict(Diagnostics found) {
    return found.equals(Diagnostics.NONE) ? CLEAN : BROKEN;
  }

  @Test
  void an_analysis_of_it_is_found_out_and_what_rests_on_it_is_repaired() {
    var process = new Daemon(ResultStore.NONE);
    Subject one = open("one");
    Subject two = open("two");
    var rests =
        new Asking(
            "rests",
            Optional.empty(),
            (argument, reads) -> verdict(process.analyses.diagnostics(one, reads)));
    try (var _ = process.analyses.hold(one)) {
      assertEquals(CLEAN, process.ask(rests));
    }
    // Texts are equal, so the answer for one is that for two; to check it, two's tree is parsed.
    try (var _ = process.analyses.hold(two)) {
      process.tick();
      assertEquals(CLEAN, process.ask(rests), "nothing is known yet");
      assertEquals(0, process.of("rests").wrong());
      var stale = process.analyses.diagnostics(two).join();
      assertEquals(CLEAN, verdict(stale), "what was checked after it was answered");
      assertEquals(1, process.of("diagnostics").wrong());
      assertEquals(BROKEN, process.ask(rests));
      assertEquals(BROKEN, verdict(process.analyses.diagnostics(two).join()));
      for (int revision = 0; revision < 3; revision++) {
        long before = process.of("diagnostics").executed();
        process.tick();
        assertEquals(BROKEN, process.ask(rests));
        assertEquals(BROKEN, process.ask(rests));
        assertEquals(before + 1, process.of("diagnostics").executed(), "once in a revision");
      }
      assertEquals(1, process.of("diagnostics").wrong(), "what is not trusted is not checked");
    }
    assertEquals(0, process.analyses.heldTrees());
  }

  private DiskStore store() {
    return DiskStore.open(
        folder.resolve("store"), StoreSettings.defaults(), InstantSource.system());
  }

  private static List<ResultStore.Trace> records(ResultStore store, Query<?> query) {
    return store.records(
        new ResultStore.Recipe(query.id(), "", query.storedVersion().orElseThrow()));
  }

  @Test
  void nothing_of_it_is_stored_once_it_is_found_out() {
    Subject subject = open("one");
    var now = new Daemon[1];
    var judged =
        new Asking(
            "judged",
            Optional.of("1"),
            (argument, reads) ->
                now[0].analyses.readTree(
                        subject.snapshot().text(), language, reads, SyntaxTree::hasErrors)
                    ? BROKEN
                    : CLEAN);
    var rests =
        new Asking("rests", Optional.of("1"), (argument, reads) -> reads.get(judged, argument));
    try (var store = store()) {
      now[0] = new Daemon(store, judged, rests);
      assertEquals(CLEAN, now[0].ask(rests));
    }
    try (var store = store()) {
      assertEquals(1, records(store, judged).size());
      assertEquals(1, records(store, rests).size());
      now[0] = new Daemon(store, judged, rests);
      assertEquals(CLEAN, now[0].ask(rests));
      assertEquals(CLEAN, now[0].ask(judged));
      assertEquals(1, now[0].of("judged").restored());
      assertEquals(0, now[0].of("judged").executed());
      now[0].tick();
      assertEquals(CLEAN, now[0].ask(judged), "what was checked after it was answered");
      assertEquals(1, now[0].of("judged").wrong());
      assertEquals(List.of(), records(store, judged));
      for (int revision = 0; revision < 3; revision++) {
        assertEquals(BROKEN, now[0].ask(rests));
        assertEquals(BROKEN, now[0].ask(judged));
        now[0].tick();
      }
    }
    var broken = Fingerprint.of(STRING.encode(BROKEN));
    try (var store = store()) {
      assertEquals(List.of(), records(store, judged));
      for (ResultStore.Trace trace : records(store, rests)) {
        assertNotEquals(broken, trace.result(), "what rests on it");
      }
      // What is left of before names a read that another process does not find true.
      now[0] = new Daemon(store, judged, rests);
      assertEquals(BROKEN, now[0].ask(rests));
      assertEquals(0, now[0].of("rests").restored());
      assertTrue(now[0].of("judged").executed() > 0);
    }
  }
}
