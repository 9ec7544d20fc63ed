package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.daemon.analysis.guest.GuestCatalogue;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.config.UserDirectories;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.AgeByKind;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.HeapPressure;
import dev.ropewalk.daemon.engine.MemoryPolicy;
import dev.ropewalk.daemon.extension.ExtensionShelf;
import dev.ropewalk.daemon.extension.GrammarShelf;
import dev.ropewalk.daemon.extension.LanguageCatalogue;
import dev.ropewalk.daemon.extension.format.Formatters;
import dev.ropewalk.daemon.lsp.DocumentDiagnostics;
import dev.ropewalk.daemon.lsp.LoadProgress;
import dev.ropewalk.daemon.lsp.ServerContext;
import dev.ropewalk.daemon.lsp.TokenCheck;
import dev.ropewalk.daemon.observe.ExtensionNumbers;
import dev.ropewalk.daemon.schedule.TimerScheduler;
import dev.ropewalk.daemon.store.DiskStore;
import dev.ropewalk.wasm.abi.AbiExtension;
import dev.ropewalk.wasm.abi.AbiHost;
import dev.ropewalk.wasm.abi.AbiListener;
import dev.ropewalk.wasm.dprint.Formatter;
import dev.ropewalk.wasm.dprint.FormatterHost;
import dev.ropewalk.wasm.dprint.FormatterInfo;
import dev.ropewalk.wasm.dprint.FormatterSource;
import dev.ropewalk.wasm.engine.ChildCompiler;
import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.install.ExtensionInstaller;
import dev.ropewalk.wasm.install.HostEnvironment;
import dev.ropewalk.wasm.install.ModuleVetting;
import dev.ropewalk.wasm.limit.Watchdog;
import dev.ropewalk.wasm.registry.Event;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.treesitter.ClassFolders;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.SyntaxHost;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Everything that one process needs to analyse documents, put together. Nothing in it listens, and
 * nothing is loaded before it is used.
 */
final class Assembly implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Assembly.class.getName());

  /** Collections that matter are seconds apart; a look costs microseconds. */
  private static final Duration TRIM_EVERY = Duration.ofSeconds(5);

  /** Extensions that are compiled at a time; a compile takes a core. */
  private static final int LOADS = 2;

  private final Configuration configuration;
  private final ExecutorService executor;
  private final TimerScheduler scheduler;
  private final Function<LoadListener, SyntaxHost> newHost;
  private final SyntaxHost host;
  private final ExtensionRegistry extensions = new ExtensionRegistry();
  private final LanguageCatalogue languages;
  private final GrammarShelf shelf;
  private final ExtensionInstaller installer;
  private final LoadProgress progress = new LoadProgress();
  private final DiskStore store;
  private final Engine engine;
  private final WorkspaceIndex index;
  private final EngineCounters counters = new EngineCounters();
  private final DocumentStore documents;
  private final Analyses analyses;
  private final Guests guests;
  private final AbiHost abi;
  private final ExecutorService loader;
  private final ExtensionCounters extensionCounters = new ExtensionCounters();
  private final GuestCatalogue catalogue;
  private final ClassStore classes;
  private final ModuleCompiler compiler;
  private final Watchdog watchdog = new Watchdog();
  private final FormatterHost formatterHost;
  private final Formatters formatters;
  private final ExtensionShelf extensionShelf;
  private final DevelopedExtensions developed;

  private Assembly(
      Configuration configuration,
      UserDirectories directories,
      Distribution distribution,
      ClassFolders folders,
      ModuleCompiler compiler) {
    this.configuration = configuration;
    this.compiler = compiler;
    executor = Executors.newVirtualThreadPerTaskExecutor();
    scheduler = new TimerScheduler(executor);
    var limits = configuration.extensions().limits(configuration.guests().maxModuleBytes());
    installer =
        new ExtensionInstaller(
            new ExtensionInstaller.Places(
                directories.extensions(),
                directories.lockFile(),
                Optional.of(configuration.extensions().registry())
                    .filter(registry -> !registry.isEmpty()),
                name -> GrammarShelf.shippedPackage(distribution.grammars(), name)),
            HostEnvironment.ofThisProcess(),
            limits,
            new Vetting(),
            Clock.systemUTC());
    Path runtime = distribution.runtime();
    newHost =
        listener ->
            new TreeSitterHost(
                () -> Files.readAllBytes(runtime),
                configuration.guests().limits(),
                configuration.guests().tuning(),
                folders,
                compiler,
                listener);
    host = newHost.apply(progress);
    languages =
        new LanguageCatalogue(host, extensions, configuration.analysis().syntaxDiagnosticsOff());
    shelf =
        new GrammarShelf(
            distribution.grammars(), distribution.queries(), installer.store(), limits);
    store = DiskStore.open(directories.results(), configuration.store(), InstantSource.system());
    engine =
        new Engine(
            EngineTuning.PRODUCTION.with(
                configuration.analysis().cacheBytes(), configuration.analysis().shadowEvery()),
            memoryPolicy(configuration.analysis()),
            executor,
            counters,
            store);
    index =
        new WorkspaceIndex(
            new WorkspaceIndex.Setup(
                configuration.workspace(), languages, engine, store, scheduler, executor));
    documents = new DocumentStore(configuration.documents());
    analyses = new Analyses(engine, configuration.analysis(), executor);
    guests = new Guests(engine, analyses, index.facts(), this::happened, executor);
    loader = Executors.newFixedThreadPool(LOADS, Assembly::loaderThread);
    classes = folders.open();
    abi = abiHost(extensionCounters);
    formatterHost = formatterHost();
    formatters = new Formatters(formatterHost, extensions);
    extensionShelf = new ExtensionShelf(installer);
    catalogue =
        new GuestCatalogue(abi, extensions, guests.set(), new Grants(configuration.guests())::of);
    developed =
        new DevelopedExtensions(
            catalogue, extensionCounters, extensions, new Vetting(), configuration, scheduler);
    var unused = reload();
    trim();
  }

  private AbiHost abiHost(AbiListener listener) {
    return new AbiHost(
        new AbiHost.Settings(
            configuration.guests().limits(),
            configuration.budgets().budgets(),
            configuration.guests().tuning(),
            configuration.guests().maxInterpretedBytes()),
        classes,
        compiler,
        loader,
        listener,
        System::nanoTime);
  }

  private FormatterHost formatterHost() {
    return new FormatterHost(
        configuration.formatting().with(configuration.guests()),
        classes,
        compiler,
        watchdog,
        loader,
        System::nanoTime);
  }

  private static Thread loaderThread(Runnable task) {
    var thread = new Thread(task, "ropewalk-extension-loader");
    thread.setDaemon(true);
    return thread;
  }

  private static MemoryPolicy memoryPolicy(AnalysisSettings settings) {
    Map<String, Duration> ofPlaces = new HashMap<>();
    Analyses.OF_PLACES.forEach(query -> ofPlaces.put(query, settings.maxIdleOfPlaces()));
    return MemoryPolicy.strictestOf(
        List.of(
            new AgeByKind(settings.maxIdle(), ofPlaces),
            new HeapPressure(HeapOccupancy::afterCollection, settings.heapHighPercent() / 100.0)));
  }

  /** Lets go what is wanted no more, results and extensions, now and then. */
  private void trim() {
    engine.trim();
    extensions.sweep();
    var unused = scheduler.after(TRIM_EVERY, this::trim);
  }

  /** Puts everything together for this user. */
  static Assembly open(
      Configuration configuration, UserDirectories directories, Distribution distribution) {
    var folders =
        new ClassFolders(
            classStore(directories),
            Optional.of(distribution.classes()).filter(Files::isDirectory),
            configuration.guests().classStoreBytes());
    return new Assembly(
        configuration,
        directories,
        distribution,
        folders,
        new ChildCompiler(
            configuration.guests().compiling(),
            HostEnvironment.ofThisProcess().executable("nice")));
  }

  /** The same, but compiled grammars are looked for and kept in one folder only. */
  static Assembly compilingInto(
      Path folder,
      Configuration configuration,
      UserDirectories directories,
      Distribution distribution) {
    return new Assembly(
        configuration,
        directories,
        distribution,
        ClassFolders.in(folder),
        ModuleCompiler.IN_PROCESS);
  }

  /** Without a private directory for compiled classes there is none, and loads are slow. */
  private static Optional<Path> classStore(UserDirectories directories) {
    try {
      PrivateFiles.directory(directories.cache());
      return Optional.of(PrivateFiles.directory(directories.classStore()));
    } catch (CommandFailure e) {
      LOG.log(System.Logger.Level.WARNING, "compiled grammars are not kept: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Looks for grammars anew and swaps the whole set.
   *
   * @return what could not be read, in words
   */
  List<String> reload() {
    GrammarShelf.Found found = shelf.look();
    found.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
    languages.replace(found.grammars());
    analyses.languagesChanged(languages.table());
    index.languagesChanged();
    ExtensionShelf.Found others = extensionShelf.look();
    others.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
    catalogue.install(others.analyses());
    formatters.install(others.formatters());
    var problems = new ArrayList<>(found.problems());
    problems.addAll(others.problems());
    return problems;
  }

  /**
   * Judges a module by making it ready to run, which puts its classes into the store as well: the
   * first document does not wait for a compile.
   */
  private final class Vetting implements ModuleVetting {
    @Override
    public Optional<String> refuse(String file, byte[] module) {
      String name = file.substring(file.lastIndexOf('/') + 1).replace(".wasm", "");
      String symbol = name.replaceFirst("^tree-sitter-", "").replace('-', '_');
      try (SyntaxHost trial = newHost.apply(progress)) {
        var unused =
            trial.language(new GrammarSource(symbol, "", () -> module, List.of())).load().join();
        return Optional.empty();
      } catch (CompletionException e) {
        return Optional.of(words(e));
      }
    }

    @Override
    public Verdict judge(Manifest manifest, byte[] module) {
      return switch (manifest.kind()) {
        case GRAMMAR -> new Refused("a grammar is described by tree-sitter.json");
        case ANALYSIS -> analysis(manifest, module);
        case FORMATTER -> formatter(manifest, module);
      };
    }

    private Verdict analysis(Manifest manifest, byte[] module) {
      try (AbiHost trial = abiHost(AbiListener.NONE)) {
        AbiExtension extension = trial.extension(manifest, () -> module);
        extension.compiled().join();
        extension.life().remove();
        return new Accepted(manifest.files());
      } catch (CompletionException e) {
        return new Refused(words(e));
      }
    }

    private Verdict formatter(Manifest manifest, byte[] module) {
      try (FormatterHost trial = formatterHost()) {
        Formatter formatter =
            trial.formatter(new FormatterSource(manifest.id().value(), () -> module));
        formatter.compiled().join();
        FormatterInfo info = formatter.info().join();
        var files = new ArrayList<String>();
        info.fileExtensions().forEach(ending -> files.add("*." + ending));
        files.addAll(info.fileNames());
        return new Accepted(files);
      } catch (CompletionException e) {
        return new Refused(words(e));
      }
    }

    private static String words(CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return String.valueOf(cause.getMessage());
    }
  }

  /** Loads, in the background, what is wanted from the start. */
  void started() {
    happened(new Event.Started());
  }

  private void happened(Event event) {
    var unused = extensions.fire(event, Duration.ofHours(1));
  }

  /** Begins to make the languages of a directory ready, and does not wait for it. */
  void warm(Path directory) {
    executor.execute(
        () ->
            Warmup.load(
                Warmup.languagesOf(directory, languages, configuration.server().warmLanguages())));
  }

  /** What the servers of this process share. */
  ServerContext context(TokenCheck token) {
    return new ServerContext(
        Version.NUMBER,
        languages,
        documents,
        analyses,
        guests,
        formatters,
        engine,
        index,
        counters,
        DocumentDiagnostics.of(
            engine, analyses, guests, configuration.analysis().syntaxDiagnosticsOff()),
        progress,
        scheduler,
        executor,
        configuration.documents(),
        configuration.analysis(),
        configuration.analysis().syntaxDiagnosticsOff(),
        this::languageStatus,
        token);
  }

  /** The state of every grammar in use. */
  List<LanguageStatus> languageStatus() {
    return languages.served().stream().map(served -> served.syntax().status()).toList();
  }

  /** The extensions on our own ABI in use. */
  GuestCatalogue catalogue() {
    return catalogue;
  }

  /** Those that their authors work on. */
  DevelopedExtensions developed() {
    return developed;
  }

  /** What meters of extensions tell that are no grammars. */
  ExtensionNumbers extensionNumbers() {
    return new ExtensionNumbers(
        extensions.all().stream()
            .filter(each -> each.manifest().kind() != ExtensionKind.GRAMMAR)
            .map(
                each ->
                    new ExtensionNumbers.One(
                        each.manifest().id().value(), each.manifest().kind(), each.life().status()))
            .toList(),
        extensionCounters.counts(),
        formatters.status());
  }

  Formatters formatters() {
    return formatters;
  }

  ExtensionCounters extensionCounters() {
    return extensionCounters;
  }

  Configuration configuration() {
    return configuration;
  }

  ExtensionRegistry extensions() {
    return extensions;
  }

  LanguageCatalogue languages() {
    return languages;
  }

  LoadProgress progress() {
    return progress;
  }

  Engine engine() {
    return engine;
  }

  EngineCounters counters() {
    return counters;
  }

  DiskStore store() {
    return store;
  }

  DocumentStore documents() {
    return documents;
  }

  ExtensionInstaller installer() {
    return installer;
  }

  WorkspaceIndex index() {
    return index;
  }

  @Override
  public void close() {
    index.close();
    scheduler.close();
    host.close();
    extensions.close();
    abi.close();
    formatterHost.close();
    watchdog.close();
    loader.shutdownNow();
    installer.close();
    executor.shutdownNow();
    store.close();
  }
}
