package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Open documents and their analyses, on real grammars; closing checks that nothing is held. */
final class AnalysedTexts implements AutoCloseable {
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final DocumentStore documents = new DocumentStore(DocumentSettings.defaults());
  final TestLanguages languages = new TestLanguages(new LoadListener() {});
  final ExecutedLog log = new ExecutedLog();
  final Analyses analyses =
      new Analyses(
          new Engine(EngineTuning.PRODUCTION, workers, log), AnalysisSettings.defaults(), workers);

  Document open(String name, String languageId, String text) {
    Language language = languages.language(languageId);
    return documents
        .open(
            new DocumentStore.Opening(
                "one", "file:///w/" + name, languageId, 1, text, PositionEncoding.UTF_16),
            first -> language.syntax())
        .document();
  }

  Subject subject(Document document) {
    var open = assertInstanceOf(DocumentState.Open.class, document.state());
    return new Subject(open.snapshot(), languages.language(document.languageId()));
  }

  @Override
  public void close() {
    assertEquals(0, analyses.heldTrees());
    assertEquals(0, analyses.heldStretches());
    languages.close();
    workers.shutdownNow();
  }
}
