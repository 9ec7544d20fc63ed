package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The analyses on real grammars: equal to those of a fresh process, shared, and stoppable. */
class AnalysesTest {
  private static final int ROUNDS = 8;
  private static final int STEPS = 12;

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final TestLanguages languages = new TestLanguages(new LoadListener() {});
  private final ExecutedLog log = new ExecutedLog();
  private final Engine engine = new Engine(EngineTuning.PRODUCTION, workers, log);
  private final DocumentStore documents = new DocumentStore(DocumentSettings.defaults());
  private final Analyses analyses = analyses(engine);

  @AfterEach
  void close() {
    languages.close();
    workers.shutdownNow();
  }

  private Analyses analyses(Engine of) {
    return new Analyses(of, AnalysisSettings.defaults(), workers);
  }

  private Document open(String owner, String languageId, String text) {
    Language language = languages.language(languageId);
    return documents
        .open(
            new DocumentStore.Opening(
                owner, "file:///w/a", languageId, 1, text, PositionEncoding.UTF_16),
            first -> language.syntax())
        .document();
  }

  private Subject subject(Document document) {
    var open = assertInstanceOf(DocumentState.Open.class, document.state());
    return new Subject(open.snapshot(), languages.language(document.languageId()));
  }

  /** An answer as bytes, to be compared with that of another process. */
  private record Asked(String what, CompletableFuture<byte[]> bytes, Text text, int offset) {}

  private static <V> CompletableFuture<byte[]> bytes(Codec<V> codec, CompletableFuture<V> answer) {
    return answer.thenApply(codec::encode);
  }

  private static List<Asked> askAll(Analyses of, Subject subject, int offset) {
    Text text = subject.snapshot().text();
    int end = Math.min(text.lengthUtf16(), offset + 40);
    return List.of(
        new Asked(
            "diagnostics", bytes(ResultCodecs.DIAGNOSTICS, of.diagnostics(subject)), text, offset),
        new Asked("outline", bytes(ResultCodecs.OUTLINE, of.outline(subject)), text, offset),
        new Asked("folds", bytes(ResultCodecs.FOLDS, of.folds(subject)), text, offset),
        new Asked("tokens", bytes(ResultCodecs.TOKENS, of.tokens(subject)), text, offset),
        new Asked(
            "range", bytes(ResultCodecs.TOKENS, of.tokens(subject, offset, end)), text, offset),
        new Asked(
            "selection",
            bytes(ResultCodecs.SELECTION, of.selection(subject, offset)),
            text,
            offset),
        new Asked(
            "highlights",
            bytes(ResultCodecs.HIGHLIGHTS, of.highlights(subject, offset)),
            text,
            offset),
        new Asked(
            "hover",
            bytes(ResultCodecs.HOVER, of.hover(subject, offset).thenApply(Hovered::new)),
            text,
            offset));
  }

  @Test
  void answers_are_those_of_a_fresh_process_on_the_text_of_the_question_whatever_follows() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    for (int round = 0; round < ROUNDS; round++) {
      follow(new Random(seed + round), "seed " + (seed + round));
    }
    assertEquals(0, analyses.heldTrees());
  }

  private void follow(Random random, String seed) {
    String text = "class A {\n  int a = 1;\n  int b() { return a; }\n}\n";
    Document document = open("one", "java", text);
    List<Asked> asked = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int offset = random.nextInt(text.length());
      if (random.nextInt(3) > 0) {
        asked.addAll(askAll(analyses, subject(document), offset));
      }
      // Members are put behind a line: no errors, so no drift.
      List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
      int line = 1 + random.nextInt(lines.size() - 2);
      String member =
          List.of(
                  "  int a" + step + " = 2;\n",
                  "\n",
                  "  // é😀\n",
                  "  void m() { int q; q = a; }\n")
              .get(random.nextInt(4));
      var at = new dev.ropewalk.buffers.text.Position(line, 0);
      var unused =
          document.change(step + 2, List.of(Change.replacing(new Change.Range(at, at), member)));
      int place = 0;
      for (int i = 0; i < line; i++) {
        place += lines.get(i).length() + 1;
      }
      text = text.substring(0, place) + member + text.substring(place);
      assertEquals(text, subject(document).snapshot().text().toString());
    }
    for (Asked one : asked) {
      assertArrayEquals(fresh(one), one.bytes().join(), seed + ": " + one.what());
    }
    documents.closeOwner("one");
  }

  private byte[] fresh(Asked question) {
    var other = new Engine(EngineTuning.PRODUCTION, workers, new ExecutedLog());
    Document document = open("fresh", "java", question.text().toString());
    try {
      return askAll(analyses(other), subject(document), question.offset()).stream()
          .filter(one -> one.what().equals(question.what()))
          .findFirst()
          .orElseThrow()
          .bytes()
          .join();
    } finally {
      documents.closeOwner("fresh");
    }
  }

  private static String large() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append("class A").append(i).append(" { int x() { return ").append(i).append("; } }\n");
    }
    return text.toString();
  }

  @Test
  void who_shares_a_result_gets_it_when_the_one_that_computes_is_cancelled() {
    Document one = open("one", "java", large());
    Document two = open("two", "java", large());
    var first = analyses.tokens(subject(one));
    var second = analyses.tokens(subject(two));
    assertTrue(first.cancel(true));
    assertTrue(second.join().count() > 20_000);
    assertThrows(CancellationException.class, first::join);
    // The same, but it is a document that goes.
    var third = analyses.folds(subject(one));
    var fourth = analyses.folds(subject(two));
    documents.closeOwner("one");
    assertEquals(0, fourth.join().ranges().size());
    assertTrue(third.handle((folds, failure) -> true).join());
  }

  @Test
  void a_cancelled_parse_frees_the_guest_and_the_run() {
    Document document = open("one", "java", "class A {}\n");
    assertEquals(1, analyses.outline(subject(document)).join().roots().size());
    String large = large();
    for (int round = 0; round < 5; round++) {
      var unused = document.change(round + 2, List.of(Change.full(large + "// " + round + "\n")));
      var tokens = analyses.tokens(subject(document));
      assertTrue(tokens.cancel(true));
      while (analyses.heldTrees() > 0) {
        Thread.onSpinWait();
      }
    }
    assertEquals(5_000, analyses.outline(subject(document)).join().roots().size());
    assertEquals(
        List.of("ran outline", "ran outline"), log.executed(), "what is cancelled is not kept");
  }

  @Test
  void a_text_that_drifted_is_computed_again_once() {
    Document document = open("one", "java", "class A { int x }\n");
    byte[] before = ResultCodecs.OUTLINE.encode(analyses.outline(subject(document)).join());
    for (int drift = 0; drift < 3; drift++) {
      var unused = log.executed();
      analyses.forget(subject(document));
      for (int ask = 0; ask < 3; ask++) {
        assertArrayEquals(
            before, ResultCodecs.OUTLINE.encode(analyses.outline(subject(document)).join()));
      }
      assertEquals(List.of("same outline"), log.executed());
    }
  }

  @Test
  void a_snapshot_that_was_left_behind_is_refused() {
    Document document = open("one", "java", "class A {}\n");
    Subject old = subject(document);
    var unused = document.change(2, List.of(Change.full("class B {}\n")));
    var failure = assertThrows(CompletionException.class, () -> analyses.outline(old).join());
    assertInstanceOf(NoTreeException.class, failure.getCause());
    assertEquals(0, analyses.heldTrees());
  }
}
