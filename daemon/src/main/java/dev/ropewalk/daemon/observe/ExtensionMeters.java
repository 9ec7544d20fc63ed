package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.wasm.abi.CallReport;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.dprint.FormatResult;
import dev.ropewalk.wasm.dprint.FormatterStatus;
import dev.ropewalk.wasm.registry.LifeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Meters of extensions that are no grammars. The label {@code extension} has one value for each
 * that is installed, {@code operation} one for each of the ABI and {@code formatting}.
 */
public final class ExtensionMeters {
  private static final double NANOS = 1e9;
  private static final String SECONDS = "seconds";
  private static final String FORMATTING = "formatting";

  private record CallKey(String extension, String operation, String outcome) {}

  private record CountKey(String meter, String extension) {}

  private final MeterRegistry registry;
  private final Map<CallKey, Timer> timers = new ConcurrentHashMap<>();
  private final Map<CountKey, Counter> counters = new ConcurrentHashMap<>();

  /** Makes meters that appear as extensions are called. */
  public ExtensionMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A call of an extension on our own ABI ended. */
  public void called(String extension, Op op, CallReport report) {
    time(
        extension,
        op.manifestName(),
        report.failure().map(DaemonMeters::label).orElse("ok"),
        report.wallNanos());
    count("cpu", "Processor time of calls.", SECONDS, extension)
        .increment(report.cpuNanos() / NANOS);
    count("waited", "What calls waited for answers of the daemon.", SECONDS, extension)
        .increment(report.hostNanos() / NANOS);
    count("allocated", "Heap that the JVM allocated for calls.", BaseUnits.BYTES, extension)
        .increment((double) Math.max(0, report.allocatedBytes()));
    count("host.calls", "What calls asked of the daemon.", "", extension)
        .increment(report.hostCalls());
    count("host.batches", "Batches in which calls asked.", "", extension)
        .increment(report.flushes());
    count("copied.in", "Copied into guests, each byte once.", BaseUnits.BYTES, extension)
        .increment((double) report.bytesIn());
    count("copied.out", "Copied out of guests, each byte once.", BaseUnits.BYTES, extension)
        .increment((double) report.bytesOut());
  }

  /** A formatter answered. */
  public void formatted(String extension, FormatResult result, long nanos) {
    time(
        extension,
        FORMATTING,
        switch (result) {
          case FormatResult.Unchanged() -> "ok";
          case FormatResult.Formatted formatted -> "ok";
          case FormatResult.SyntaxError error -> "syntax_error";
          case FormatResult.Failed(var code, String message) -> DaemonMeters.label(code);
        },
        nanos);
  }

  private void time(String extension, String operation, String outcome, long nanos) {
    timers
        .computeIfAbsent(
            new CallKey(extension, operation, outcome),
            key ->
                Timer.builder("ropewalk.extension.calls")
                    .description("Calls of an extension, what the daemon answered included.")
                    .tag("extension", key.extension)
                    .tag("operation", key.operation)
                    .tag("outcome", key.outcome)
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }

  private Counter count(String name, String help, String unit, String extension) {
    return counters.computeIfAbsent(
        new CountKey(name, extension),
        key -> {
          var builder =
              Counter.builder("ropewalk.extension." + key.meter)
                  .description(help)
                  .tag("extension", key.extension);
          if (!unit.isEmpty()) {
            builder.baseUnit(unit);
          }
          return builder.register(registry);
        });
  }

  /** The numbers of a moment. */
  static final class Gauges {
    private final MultiGauge state;
    private final MultiGauge pages;
    private final MultiGauge peak;
    private final MultiGauge heap;
    private final MultiGauge fragmentation;
    private final MultiGauge dropped;
    private final MultiGauge load;
    private final MultiGauge compiled;
    private final MultiGauge instances;
    private final MultiGauge waiting;

    Gauges(MeterRegistry registry) {
      state = gauge(registry, "life", "1 for the state that an extension is in; no grammars.", "");
      pages = gauge(registry, "guest.pages", "Guest memory now, in pages of 64 KiB.", "");
      peak = gauge(registry, "guest.pages.peak", "The most guest memory after a call.", "");
      heap = gauge(registry, "guest.heap", "What a guest says of its heap.", BaseUnits.BYTES);
      fragmentation =
          gauge(
              registry,
              "guest.fragmentation",
              "Of a guest's free heap, what is not in its largest block; 0 to 1.",
              "");
      dropped = gauge(registry, "log.dropped", "Lines beyond an extension's rate.", "");
      load =
          gauge(
              registry,
              "load.phase",
              "How long a phase of the last load took; no grammars.",
              SECONDS);
      compiled =
          gauge(registry, "formatter.compiled", "JVM classes of a formatter.", BaseUnits.BYTES);
      instances = gauge(registry, "formatter.instances", "Live instances of a formatter.", "");
      waiting = gauge(registry, "formatter.waiting", "Texts that wait for an instance.", "");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help, String unit) {
      var builder = MultiGauge.builder("ropewalk.extension." + name).description(help);
      if (!unit.isEmpty()) {
        builder.baseUnit(unit);
      }
      return builder.register(registry);
    }

    void refresh(ExtensionNumbers numbers) {
      var states = new ArrayList<Row<?>>();
      for (ExtensionNumbers.One one : numbers.all()) {
        for (LifeStatus.State value : LifeStatus.State.values()) {
          states.add(
              Row.of(
                  Tags.of(
                      "extension",
                      one.id(),
                      "kind",
                      DaemonMeters.label(one.kind()),
                      "state",
                      DaemonMeters.label(value)),
                  one.life().state() == value ? 1 : 0));
        }
      }
      state.register(states, true);
      pages.register(counts(numbers, ExtensionCounters.Counts::pages), true);
      peak.register(counts(numbers, ExtensionCounters.Counts::peakPages), true);
      dropped.register(counts(numbers, ExtensionCounters.Counts::droppedLines), true);
      fragmentation.register(counts(numbers, counts -> counts.heap().fragmentation()), true);
      var heaps = new ArrayList<Row<?>>();
      numbers
          .counts()
          .forEach(
              (id, counts) -> {
                heaps.add(Row.of(part(id, "allocated"), counts.heap().allocatedBytes()));
                heaps.add(Row.of(part(id, "free"), counts.heap().freeBytes()));
                heaps.add(Row.of(part(id, "largest_free"), counts.heap().largestFreeBytes()));
              });
      heap.register(heaps, true);
      load.register(loads(numbers), true);
      compiled.register(formatters(numbers, FormatterStatus::compiledBytes), true);
      instances.register(formatters(numbers, FormatterStatus::instances), true);
      waiting.register(formatters(numbers, FormatterStatus::waiting), true);
    }

    private static List<Row<?>> loads(ExtensionNumbers numbers) {
      var rows = new ArrayList<Row<?>>();
      for (ExtensionNumbers.One one : numbers.all()) {
        one.life()
            .phaseNanos()
            .forEach(
                (phase, nanos) ->
                    rows.add(
                        Row.of(
                            Tags.of("extension", one.id(), "phase", DaemonMeters.label(phase)),
                            nanos / NANOS)));
      }
      return rows;
    }

    private static Tags part(String id, String part) {
      return Tags.of("extension", id, "part", part);
    }

    private static List<Row<?>> counts(
        ExtensionNumbers numbers, ToDoubleFunction<ExtensionCounters.Counts> value) {
      var rows = new ArrayList<Row<?>>();
      numbers
          .counts()
          .forEach(
              (id, counts) ->
                  rows.add(Row.of(Tags.of("extension", id), value.applyAsDouble(counts))));
      return rows;
    }

    private static List<Row<?>> formatters(
        ExtensionNumbers numbers, ToDoubleFunction<FormatterStatus> value) {
      var rows = new ArrayList<Row<?>>();
      for (FormatterStatus status : numbers.formatters()) {
        rows.add(Row.of(Tags.of("extension", status.name()), value.applyAsDouble(status)));
      }
      return rows;
    }
  }
}
