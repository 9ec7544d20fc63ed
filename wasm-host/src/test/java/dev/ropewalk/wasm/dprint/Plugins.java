package dev.ropewalk.wasm.dprint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.limit.Watchdog;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.LifeTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A host, and the plugins that the build fetched. */
final class Plugins implements AutoCloseable {
  static final List<String> NAMES =
      List.of("dockerfile", "json", "markdown", "toml", "typescript", "yaml");

  static final GuestLimits LIMITS =
      new GuestLimits(16 << 20, 20_000, 4096, 10_000, Duration.ofSeconds(60), 16L << 20, 2, 1);

  static final LifeTuning TUNING =
      new LifeTuning(
          Duration.ofHours(1),
          Duration.ofHours(2),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10)),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(30)),
          3,
          Duration.ofMinutes(1));

  static final FormatterSettings SETTINGS = settings(LIMITS);

  /** Is added to the real clock. */
  final AtomicLong skipped = new AtomicLong();

  private final ExecutorService loader = Executors.newFixedThreadPool(2);

  /** Compiles that wait to be let go; null when none have to. */
  private @Nullable List<Runnable> held;

  private int loads;

  private final Watchdog watchdog = new Watchdog();
  private final FormatterHost host;
  private final Map<String, Formatter> known = new ConcurrentHashMap<>();

  Plugins(FormatterSettings settings, ClassStore store) {
    this(settings, store, ModuleCompiler.IN_PROCESS);
  }

  Plugins(FormatterSettings settings, ClassStore store, ModuleCompiler compiler) {
    host =
        new FormatterHost(
            settings,
            store,
            compiler,
            watchdog,
            this::load,
            () -> System.nanoTime() + skipped.get());
  }

  /** One that loads one plugin, and compiles nothing until it is let go. */
  static Plugins holdingCompiles(FormatterSettings settings, ClassStore store) {
    var plugins = new Plugins(settings, store);
    plugins.held = new ArrayList<>();
    return plugins;
  }

  private synchronized void load(Runnable task) {
    if (held == null || loads++ == 0) {
      loader.execute(task);
    } else {
      held.add(task);
    }
  }

  /** Lets compiles go; there must have been some. */
  synchronized void letCompilesGo() {
    List<Runnable> waiting = Objects.requireNonNull(held);
    assertFalse(waiting.isEmpty());
    waiting.forEach(loader::execute);
    waiting.clear();
  }

  static FormatterSettings settings(GuestLimits limits) {
    return new FormatterSettings(limits, TUNING, 16 << 20, 32 << 20, 1024, 2, 4, 4 << 10);
  }

  Formatter npm(String name) {
    return known.computeIfAbsent(
        name, n -> host.formatter(new FormatterSource("dprint-" + n, () -> bytes(n))));
  }

  Formatter of(String name, byte[] module) {
    return host.formatter(new FormatterSource(name, () -> module));
  }

  FormatterHost host() {
    return host;
  }

  /** The folder that npm filled. */
  static Path npm() {
    String folder = System.getProperty("ropewalk.test.formatters", "");
    assumeTrue(
        !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
        "SKIPPED: no formatters at ropewalk.test.formatters='"
            + folder
            + "'; build with Maven and npm");
    return Path.of(folder);
  }

  static Path path(String name) {
    String folder = name.equals("yaml") ? "dprint-plugin-yaml" : "@dprint/" + name;
    return npm().resolve(folder).resolve("plugin.wasm");
  }

  static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  @Override
  public void close() {
    host.close();
    watchdog.close();
    loader.shutdownNow();
  }
}
