package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.store.StoreHealth;
import dev.ropewalk.daemon.store.StoreStatistics;
import dev.ropewalk.daemon.store.StoreStatistics.Counts;
import dev.ropewalk.daemon.store.StoreStatistics.Drop;
import dev.ropewalk.daemon.store.StoreStatistics.Eviction;
import dev.ropewalk.daemon.store.StoreStatistics.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of the results on disk; a query has some from its first use on. */
final class StoreMeters {
  private static final Counts NO_COUNTS = new Counts(0, 0, 0, 0);
  private static final Kind NONE = new Kind(0, 0, NO_COUNTS, NO_COUNTS);

  private final MeterRegistry registry;
  private final Set<String> known = new HashSet<>();
  private volatile StoreStatistics now;

  StoreMeters(MeterRegistry registry, StoreStatistics first) {
    this.registry = registry;
    now = first;
    for (StoreHealth.State state : StoreHealth.State.values()) {
      gauge(
          "ropewalk.store.state",
          "1 for the state the disk store is in; memory_only after a failed write.",
          "",
          Tags.of("state", DaemonMeters.label(state)),
          s -> s.health().state() == state ? 1 : 0);
    }
    gauge(
        "ropewalk.store.size.limit",
        "What the results on disk may take.",
        BaseUnits.BYTES,
        Tags.empty(),
        StoreStatistics::maxBytes);
    gauge(
        "ropewalk.store.queue.entries",
        "Results that wait to be written.",
        "",
        Tags.empty(),
        StoreStatistics::queuedEntries);
    gauge(
        "ropewalk.store.queue.size",
        "Heap of results that wait to be written.",
        BaseUnits.BYTES,
        Tags.empty(),
        StoreStatistics::queuedBytes);
    counter(
        "ropewalk.store.written.files",
        "Files written.",
        "",
        Tags.empty(),
        StoreStatistics::writtenFiles);
    counter(
        "ropewalk.store.written",
        "Bytes written.",
        BaseUnits.BYTES,
        Tags.empty(),
        StoreStatistics::writtenBytes);
    for (Drop cause : Drop.values()) {
      counter(
          "ropewalk.store.dropped",
          "Results that were not written, by cause.",
          "",
          Tags.of("cause", DaemonMeters.label(cause)),
          s -> s.dropped().getOrDefault(cause, 0L));
    }
    for (Eviction cause : Eviction.values()) {
      counter(
          "ropewalk.store.evictions",
          "Files removed by this process, by cause.",
          "",
          Tags.of("cause", DaemonMeters.label(cause)),
          s -> s.evictions().getOrDefault(cause, 0L));
    }
  }

  synchronized void refresh(StoreStatistics statistics) {
    now = statistics;
    for (String kind : statistics.byKind().keySet()) {
      if (known.add(kind)) {
        bind(kind);
      }
    }
  }

  private void bind(String kind) {
    Tags tags = Tags.of("kind", kind);
    gauge(
        "ropewalk.store.entries",
        "Results on disk, of all processes; exact after each collection.",
        "",
        tags,
        s -> of(s, kind).entries());
    gauge(
        "ropewalk.store.size",
        "What results take on the disk; exact after each collection.",
        BaseUnits.BYTES,
        tags,
        s -> of(s, kind).bytes());
    lookups(tags.and("step", "record"), kind, Kind::records);
    lookups(tags.and("step", "value"), kind, Kind::values);
  }

  private void lookups(Tags tags, String kind, Function<Kind, Counts> step) {
    lookup(tags.and("result", "hit"), kind, step, Counts::hits);
    lookup(tags.and("result", "miss"), kind, step, Counts::misses);
    lookup(tags.and("result", "corrupt"), kind, step, Counts::corrupt);
    lookup(tags.and("result", "io_failure"), kind, step, Counts::ioFailures);
  }

  private void lookup(
      Tags tags, String kind, Function<Kind, Counts> step, ToLongFunction<Counts> result) {
    counter(
        "ropewalk.store.lookups",
        "Questions for what is known of a result, and then for its value.",
        "",
        tags,
        s -> result.applyAsLong(step.apply(of(s, kind))));
  }

  private static Kind of(StoreStatistics statistics, String kind) {
    return statistics.byKind().getOrDefault(kind, NONE);
  }

  private void gauge(
      String name, String help, String unit, Tags tags, ToDoubleFunction<StoreStatistics> value) {
    var builder =
        Gauge.builder(name, this, m -> value.applyAsDouble(m.now)).description(help).tags(tags);
    if (!unit.isEmpty()) {
      builder.baseUnit(unit);
    }
    builder.register(registry);
  }

  private void counter(
      String name, String help, String unit, Tags tags, ToDoubleFunction<StoreStatistics> value) {
    var builder =
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.now))
            .description(help)
            .tags(tags);
    if (!unit.isEmpty()) {
      builder.baseUnit(unit);
    }
    builder.register(registry);
  }
}
