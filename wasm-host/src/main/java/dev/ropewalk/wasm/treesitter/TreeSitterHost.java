package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.engine.BuildIdentity;
import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.engine.Sha256;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.limit.Watchdog;
import dev.ropewalk.wasm.registry.LifeTuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Hosts tree-sitter grammars with the runtime of {@code web-tree-sitter}. */
public final class TreeSitterHost implements SyntaxHost {

  /** A compile takes all of a core for a second or more; two leave room for requests. */
  private static final int LOADERS = 2;

  private final GrammarSource.ModuleBytes runtimeSource;
  private final GuestLimits limits;
  private final ClassStore store;
  private final boolean keepsImages;
  private final ModuleCompiler compiler;
  private final LoadListener listener;
  private final Watchdog watchdog = new Watchdog();
  private final ExecutorService loader;
  private final LifeTuning tuning;
  private final ConcurrentHashMap<String, HostedLanguage> languages = new ConcurrentHashMap<>();

  /** Those that were replaced, until nobody uses them. */
  private final Set<HostedLanguage> retired = ConcurrentHashMap.newKeySet();

  private byte @Nullable [] runtime;

  /**
   * @param runtime reads {@code web-tree-sitter.wasm}, version 0.27; called once, at the first load
   * @param folders where compiled grammars are kept; one that cannot be used is left out, and the
   *     log says so
   */
  public TreeSitterHost(
      GrammarSource.ModuleBytes runtime,
      GuestLimits limits,
      LifeTuning tuning,
      ClassFolders folders,
      ModuleCompiler compiler,
      LoadListener listener) {
    this.runtimeSource = runtime;
    this.limits = limits;
    this.tuning = tuning;
    store = folders.open();
    keepsImages = folders.own().isPresent();
    this.compiler = compiler;
    this.listener = listener;
    loader =
        Executors.newFixedThreadPool(
            LOADERS,
            body -> {
              var thread = new Thread(null, body, "ropewalk-loader", limits.stackBytes());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public SyntaxLanguage language(GrammarSource source) {
    var language = new HostedLanguage(this, source);
    HostedLanguage old = languages.put(source.name(), language);
    if (old != null) {
      retired.add(old);
      old.retire();
    }
    return language;
  }

  /** Nobody uses a grammar that was replaced any more. */
  void forget(HostedLanguage language) {
    retired.remove(language);
  }

  @Override
  public List<LanguageStatus> status() {
    return languages.values().stream()
        .map(HostedLanguage::status)
        .sorted(Comparator.comparing(LanguageStatus::name))
        .toList();
  }

  @Override
  public void close() {
    loader.shutdownNow();
    languages.values().forEach(HostedLanguage::close);
    retired.forEach(HostedLanguage::close);
    watchdog.close();
  }

  LifeTuning tuning() {
    return tuning;
  }

  GuestLimits limits() {
    return limits;
  }

  ClassStore store() {
    return store;
  }

  ModuleCompiler compiler() {
    return compiler;
  }

  /** Whether there is somewhere to keep an image of an instance. */
  boolean keepsImages() {
    return keepsImages;
  }

  LoadListener listener() {
    return listener;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Executor loader() {
    return loader;
  }

  synchronized byte[] runtime() {
    byte[] bytes = runtime;
    if (bytes == null) {
      try {
        bytes = runtimeSource.read();
      } catch (IOException e) {
        throw new GuestException(
            GuestException.Code.MODULE_UNREADABLE,
            "The tree-sitter runtime cannot be read: " + e.getMessage(),
            e);
      }
      runtime = bytes;
    }
    return bytes;
  }

  /** The class store's key of a grammar: everything that its classes are made from. */
  String classKey(byte[] grammar, String name) {
    MessageDigest digest = Sha256.begin();
    digest.update(BuildIdentity.value());
    digest.update(Sha256.begin().digest(runtime()));
    digest.update(Sha256.begin().digest(grammar));
    digest.update((name + " " + limits.maxMemoryPages()).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The class store's key of an image: the classes and the queries that it has. */
  static String imageKey(String classKey, List<QuerySource> queries) {
    MessageDigest digest = Sha256.begin();
    digest.update(("image " + classKey).getBytes(StandardCharsets.UTF_8));
    queries.stream()
        .map(GuestImage::nameOf)
        .sorted()
        .forEach(name -> digest.update(name.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }
}
