package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.schedule.TimerScheduler;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.ManualScheduler;
import dev.ropewalk.daemon.testing.TestLanguages;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everything that servers share, with real grammars and a clock that a test moves. */
final class Daemon implements AutoCloseable {
  static final String TOKEN = "right-token";

  final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  final ManualScheduler scheduler = new ManualScheduler();
  final LoadProgress progress = new LoadProgress();
  final TestLanguages languages = new TestLanguages(progress);
  final ExecutedLog log = new ExecutedLog();
  final EngineCounters counters = log.counters;
  final Engine engine;
  final Analyses analyses;
  final DocumentStore documents;
  final ServerContext context;
  final WorkspaceIndex index;

  /** Events of files come when they come. */
  private final TimerScheduler timer = new TimerScheduler(workers);

  Daemon() {
    this(DocumentSettings.defaults());
  }

  Daemon(DocumentSettings settings) {
    AnalysisSettings analysis = AnalysisSettings.defaults();
    engine = new Engine(EngineTuning.PRODUCTION, workers, log);
    analyses = new Analyses(engine, analysis, workers);
    documents = new DocumentStore(settings);
    index =
        new WorkspaceIndex(
            new WorkspaceIndex.Setup(
                withoutDelay(WorkspaceSettings.defaults()), languages, engine, timer, workers));
    context =
        new ServerContext(
            "test",
            languages,
            documents,
            analyses,
            engine,
            index,
            counters,
            DocumentDiagnostics.of(engine, analyses, Set.of()),
            progress,
            scheduler,
            workers,
            settings,
            analysis,
            Set.of(),
            languages.host()::status,
            TokenCheck.of(TOKEN));
  }

  private static WorkspaceSettings withoutDelay(WorkspaceSettings settings) {
    return new WorkspaceSettings(
        settings.indexing(),
        settings.excludes(),
        settings.withoutSymbols(),
        settings.maxFiles(),
        settings.maxFileBytes(),
        settings.maxDepth(),
        settings.parallelFiles(),
        Duration.ZERO,
        settings.settle(),
        settings.rescan(),
        settings.maxSymbols());
  }

  @Override
  public void close() {
    index.close();
    timer.close();
    languages.close();
    workers.shutdownNow();
  }
}
