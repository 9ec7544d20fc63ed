package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.Watchdog;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps the formatters of a daemon. Safe for any thread. */
public final class FormatterHost implements AutoCloseable {
  /** A thread that no call needs goes after so long, in seconds. */
  private static final long THREAD_SECONDS = 30;

  private final FormatterSettings settings;
  private final ClassStore store;
  private final ModuleCompiler compiler;
  private final Watchdog watchdog;
  private final Executor loader;
  private final LongSupplier clock;
  private final ExecutorService threads;
  private final ConcurrentHashMap<String, HostedFormatter> formatters = new ConcurrentHashMap<>();

  /**
   * Makes one, without a formatter.
   *
   * @param store keeps compiled plugins between processes
   * @param watchdog stays open until this is closed
   * @param loader runs loads, which take seconds for megabytes; bounds how many run at a time
   * @param clock nanoseconds, of which differences count
   */
  public FormatterHost(
      FormatterSettings settings,
      ClassStore store,
      ModuleCompiler compiler,
      Watchdog watchdog,
      Executor loader,
      LongSupplier clock) {
    this.settings = settings;
    this.store = store;
    this.compiler = compiler;
    this.watchdog = watchdog;
    this.loader = loader;
    this.clock = clock;
    // How many run is bounded by the formatters' turnstiles.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            body -> {
              var thread =
                  new Thread(null, body, "ropewalk-formatter", settings.limits().stackBytes());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Whether a module says that it is a plugin of dprint; whether it is a sound one is seen later.
   */
  public static boolean isPlugin(byte[] module) {
    return PluginVetting.isPlugin(module);
  }

  /**
   * Registers a plugin, which costs nothing until it is used. It takes the place of one of the same
   * name: calls of that one go on, and new ones fail as closed.
   */
  public Formatter formatter(FormatterSource source) {
    var made = new HostedFormatter(this, source);
    HostedFormatter old = formatters.put(source.name(), made);
    if (old != null) {
      old.retire();
    }
    return made;
  }

  /** Takes a plugin out, if it is registered: its calls go on, and new ones fail as closed. */
  public void remove(String name) {
    HostedFormatter old = formatters.remove(name);
    if (old != null) {
      old.retire();
    }
  }

  /** The status of every registered plugin, by name. */
  public List<FormatterStatus> status() {
    return formatters.values().stream()
        .map(HostedFormatter::status)
        .sorted(Comparator.comparing(FormatterStatus::name))
        .toList();
  }

  /** Stops all calls, which fail as closed. */
  @Override
  public void close() {
    formatters.values().forEach(HostedFormatter::retire);
    threads.shutdownNow();
  }

  boolean isClosed() {
    return threads.isShutdown();
  }

  FormatterSettings settings() {
    return settings;
  }

  ClassStore store() {
    return store;
  }

  ModuleCompiler compiler() {
    return compiler;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Executor loader() {
    return loader;
  }

  Executor threads() {
    return threads;
  }

  LongSupplier clock() {
    return clock;
  }
}
