package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.daemon.analysis.guest.GuestCatalogue;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.analysis.guest.Senses;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.BudgetSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.config.FormatSettings;
import dev.ropewalk.daemon.config.GuestSettings;
import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.extension.format.Formatters;
import dev.ropewalk.daemon.schedule.TimerScheduler;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.ManualScheduler;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.abi.AbiHost;
import dev.ropewalk.wasm.dprint.FormatterHost;
import dev.ropewalk.wasm.engine.ClassImage;
import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.Watchdog;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

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
  final ExtensionRegistry registry = new ExtensionRegistry();
  final ExtensionCounters extensionCounters = new ExtensionCounters();
  final AbiHost abi;
  final Guests guests;
  final GuestCatalogue catalogue;

  /** No extension is compiled before it is open. */
  volatile CountDownLatch compiling = new CountDownLatch(0);

  /** What extensions that come from now on are granted. */
  volatile Senses senses = Senses.NONE;

  final Watchdog watchdog = new Watchdog();
  final FormatterHost formatterHost;
  final Formatters formatters;

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
                withoutDelay(WorkspaceSettings.defaults()),
                languages,
                engine,
                ResultStore.NONE,
                timer,
                workers));
    guests =
        new Guests(
            engine,
            analyses,
            index.facts(),
            event -> {
              var unused = registry.fire(event, Duration.ofMinutes(1));
            },
            workers);
    abi =
        new AbiHost(
            new AbiHost.Settings(
                GuestSettings.defaults().limits(),
                BudgetSettings.defaults().budgets(),
                GuestSettings.defaults().tuning(),
                GuestSettings.defaults().maxInterpretedBytes()),
            ClassStore.NONE,
            this::compile,
            workers,
            extensionCounters,
            System::nanoTime);
    catalogue = new GuestCatalogue(abi, registry, guests.set(), manifest -> senses);
    formatterHost =
        new FormatterHost(
            FormatSettings.defaults().with(GuestSettings.defaults()),
            ClassStore.NONE,
            ModuleCompiler.IN_PROCESS,
            watchdog,
            workers,
            System::nanoTime);
    formatters = new Formatters(formatterHost, registry);
    context =
        new ServerContext(
            "test",
            languages,
            documents,
            analyses,
            guests,
            formatters,
            engine,
            index,
            counters,
            DocumentDiagnostics.of(engine, analyses, guests, Set.of()),
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
        settings.proveAfter(),
        settings.keepAfter(),
        settings.maxSymbols());
  }

  @Override
  public void close() {
    index.close();
    timer.close();
    registry.close();
    abi.close();
    formatterHost.close();
    watchdog.close();
    languages.close();
    workers.shutdownNow();
  }

  private ClassImage compile(byte[] module, boolean rewindable) {
    try {
      if (!compiling.await(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody lets extensions be compiled");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return ModuleCompiler.IN_PROCESS.compile(module, rewindable);
  }
}
