package dev.ropewalk.daemon.observe;

import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Meters of grammars; the label {@code language} has one value for each that is installed. */
final class LanguageMeters {
  private static final double NANOS = 1e9;

  private final MultiGauge state;
  private final MultiGauge loadTime;
  private final MultiGauge pages;
  private final MultiGauge compiled;
  private final MultiGauge instances;
  private final MultiGauge sessions;

  LanguageMeters(MeterRegistry registry) {
    state = gauge(registry, "ropewalk.extension.state", "1 for the state a grammar is in.", "");
    loadTime =
        gauge(
            registry,
            "ropewalk.extension.load.time",
            "How long a phase of a grammar's last load took.",
            "seconds");
    pages =
        gauge(
            registry,
            "ropewalk.extension.memory.pages",
            "Guest memory of a grammar, in pages of 64 KiB.",
            "");
    compiled =
        gauge(
            registry,
            "ropewalk.extension.compiled.size",
            "JVM classes that a grammar was compiled to.",
            "bytes");
    instances = gauge(registry, "ropewalk.extension.instances", "Live instances of a grammar.", "");
    sessions =
        gauge(registry, "ropewalk.extension.sessions", "Documents that a grammar serves.", "");
  }

  void refresh(List<LanguageStatus> languages) {
    var states = new ArrayList<Row<?>>();
    var times = new ArrayList<Row<?>>();
    for (LanguageStatus language : languages) {
      for (LifeStatus.State value : LifeStatus.State.values()) {
        states.add(
            Row.of(
                Tags.of("language", language.name(), "state", DaemonMeters.label(value)),
                language.state() == value ? 1 : 0));
      }
      for (LoadPhase phase : LoadPhase.values()) {
        Long nanos = language.phaseNanos().get(phase);
        if (nanos != null) {
          times.add(
              Row.of(
                  Tags.of("language", language.name(), "phase", DaemonMeters.label(phase)),
                  nanos / NANOS));
        }
      }
    }
    state.register(states, true);
    loadTime.register(times, true);
    pages.register(rows(languages, LanguageStatus::memoryPages), true);
    compiled.register(rows(languages, LanguageStatus::compiledBytes), true);
    instances.register(rows(languages, LanguageStatus::instances), true);
    sessions.register(rows(languages, LanguageStatus::sessions), true);
  }

  private static List<Row<?>> rows(
      List<LanguageStatus> languages, ToDoubleFunction<LanguageStatus> value) {
    var rows = new ArrayList<Row<?>>();
    for (LanguageStatus language : languages) {
      rows.add(Row.of(Tags.of("language", language.name()), value.applyAsDouble(language)));
    }
    return rows;
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String help, String unit) {
    var builder = MultiGauge.builder(name).description(help);
    if (!unit.isEmpty()) {
      builder.baseUnit(unit);
    }
    return builder.register(registry);
  }
}
