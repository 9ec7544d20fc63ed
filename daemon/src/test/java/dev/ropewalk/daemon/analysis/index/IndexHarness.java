package dev.ropewalk.daemon.analysis.index;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.config.WorkspaceSettings;
import dev.ropewalk.daemon.engine.Cause;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineListener;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.engine.MemoryPolicy;
import dev.ropewalk.daemon.engine.QueryKey;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.schedule.TimerScheduler;
import dev.ropewalk.daemon.testing.TestLanguages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An index of real files with an engine that writes down what it executes. */
final class IndexHarness implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  final TimerScheduler scheduler = new TimerScheduler(workers);
  final ConcurrentLinkedQueue<String> executed = new ConcurrentLinkedQueue<>();
  final Engine engine;
  final WorkspaceIndex index;
  final WorkspaceIndex.Opened opened;
  private final Path root;

  IndexHarness(TestLanguages languages, Path root) throws InterruptedException {
    this(languages, root, ResultStore.NONE);
  }

  /** One that has, and leaves, results in a store, which stays open. */
  IndexHarness(TestLanguages languages, Path root, ResultStore store) throws InterruptedException {
    this.root = root;
    engine =
        new Engine(
            EngineTuning.PRODUCTION,
            MemoryPolicy.BY_WEIGHT,
            workers,
            new EngineListener() {
              @Override
              public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
                executed.add(shown(key) + (same ? " =" : ""));
              }

              @Override
              public void restored(QueryKey<?> key) {
                executed.add("restored " + shown(key));
              }
            },
            store);
    WorkspaceSettings defaults = WorkspaceSettings.defaults();
    var settings =
        new WorkspaceSettings(
            true,
            defaults.excludes(),
            defaults.withoutSymbols(),
            defaults.maxFiles(),
            10_000,
            defaults.maxDepth(),
            4,
            Duration.ZERO,
            Duration.ofMillis(5),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            defaults.maxSymbols());
    index =
        new WorkspaceIndex(
            new WorkspaceIndex.Setup(settings, languages, engine, store, scheduler, workers));
    opened = index.open(root);
    opened.scanned().join();
    idle();
  }

  void idle() throws InterruptedException {
    assertTrue(index.awaitIdle(PATIENCE), "the index is never complete");
  }

  /** A key with paths below the root, and contents as dots. */
  private String shown(QueryKey<?> key) {
    String argument =
        key.argument()
            .replaceAll("[0-9a-f]{64}\n([a-z]+)@.*", "$1")
            .replace(root + "/", "")
            .replace(root.toString(), ".")
            .replace('\n', ' ')
            .strip();
    return key.query().id() + "(" + argument + ")";
  }

  /**
   * What was executed since the last call, each once, sorted; those of the index's own parts too.
   */
  Collection<String> log() {
    var all = new TreeSet<String>();
    for (String one = executed.poll(); one != null; one = executed.poll()) {
      all.add(one);
    }
    return all;
  }

  List<SymbolSearch.Hit> search(String query) {
    return index.search(List.of(root), query, path -> false, 1_000);
  }

  Set<String> names(String query) {
    var names = new TreeSet<String>();
    search(query)
        .forEach(hit -> names.add(root.relativize(Path.of(hit.path())) + ":" + hit.name()));
    return names;
  }

  @Override
  public void close() {
    index.close();
    scheduler.close();
    workers.shutdownNow();
  }
}
