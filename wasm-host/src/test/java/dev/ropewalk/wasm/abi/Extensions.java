package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.registry.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A host with small bounds, and what its listener heard. */
final class Extensions implements AutoCloseable {
  static final Budgets BUDGETS =
      new Budgets(Duration.ofSeconds(20), Duration.ofSeconds(20), 64, 2_000, 1 << 20, 256L << 20);

  static final GuestLimits LIMITS =
      new GuestLimits(4 << 20, 20_000, 64, 10_000, Duration.ofSeconds(20), 4L << 20, 2, 4);

  static final Duration UNLOAD_AFTER = Duration.ofMinutes(5);

  static final int MAX_INTERPRETED = 4 << 10;

  /** So many end in quarantine. */
  static final int OFFENCES = 4;

  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  final List<CallReport> reports = Collections.synchronizedList(new ArrayList<>());
  final List<HeapStatistics> heaps = Collections.synchronizedList(new ArrayList<>());
  final List<String> spans = Collections.synchronizedList(new ArrayList<>());

  /** Is added to the real clock. */
  final AtomicLong skipped = new AtomicLong();

  private final ExecutorService loader = Executors.newSingleThreadExecutor();
  private final AbiHost host;

  Extensions() {
    this(BUDGETS);
  }

  Extensions(Budgets budgets) {
    this(budgets, ModuleCompiler.IN_PROCESS);
  }

  Extensions(Budgets budgets, ModuleCompiler compiler) {
    var life =
        new LifeTuning(
            Duration.ofMinutes(1),
            UNLOAD_AFTER,
            new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5)),
            new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5)),
            OFFENCES,
            Duration.ofMinutes(1));
    host =
        new AbiHost(
            new AbiHost.Settings(LIMITS, budgets, life, MAX_INTERPRETED),
            ClassStore.NONE,
            compiler,
            loader,
            new AbiListener() {
              @Override
              public void log(ExtensionId extension, Level level, String line) {
                lines.add(level + " " + line);
              }

              @Override
              public void called(ExtensionId extension, Op op, CallReport report) {
                reports.add(report);
              }

              @Override
              public void heap(ExtensionId extension, HeapStatistics heap) {
                heaps.add(heap);
              }

              @Override
              public void spans(ExtensionId extension, Map<String, Long> nanos) {
                spans.addAll(nanos.keySet());
              }
            },
            () -> System.nanoTime() + skipped.get());
  }

  AbiExtension of(byte[] module) {
    return host.extension(
        Manifest.derived(
            new ExtensionId("test"), "1.0.0", ExtensionKind.ANALYSIS, "test.wasm", List.of()),
        () -> module);
  }

  @Override
  public void close() {
    host.close();
    loader.shutdownNow();
  }
}
