package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.engine.CacheStatistics;
import dev.ropewalk.daemon.engine.CacheStatistics.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Meters of the cache of analyses; an analysis has some from its first use on. */
final class CacheMeters {
  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  private final MeterRegistry registry;
  private final Set<String> known = new HashSet<>();
  private volatile CacheStatistics now = new CacheStatistics(0, 0, 0, 0, Map.of());

  CacheMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("ropewalk.cache.entries", this, m -> m.now.entries())
        .description("Results that are kept.")
        .register(registry);
    Gauge.builder("ropewalk.cache.weight", this, m -> m.now.weightBytes())
        .description("What the kept results weigh.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("ropewalk.cache.weight.limit", this, m -> m.now.maximumWeightBytes())
        .description("What the kept results may weigh.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("ropewalk.cache.loading", this, m -> m.now.loading())
        .description("Results that are being computed.")
        .register(registry);
  }

  synchronized void refresh(CacheStatistics statistics) {
    now = statistics;
    for (String analysis : statistics.byAnalysis().keySet()) {
      if (known.add(analysis)) {
        bind(analysis);
      }
    }
  }

  private void bind(String analysis) {
    String requests = "ropewalk.cache.requests";
    String help = "Results asked for: kept, being computed for somebody else, or computed.";
    counter(requests, help, Tags.of("analysis", analysis, "result", "hit"), Counts::hits);
    counter(requests, help, Tags.of("analysis", analysis, "result", "join"), Counts::joins);
    counter(requests, help, Tags.of("analysis", analysis, "result", "miss"), Counts::misses);
    Tags tags = Tags.of("analysis", analysis);
    counter("ropewalk.cache.failures", "Computations that failed.", tags, Counts::failures);
    counter(
        "ropewalk.cache.cancellations",
        "Computations that nobody wanted any more.",
        tags,
        Counts::cancellations);
    counter(
        "ropewalk.cache.evictions", "Results let go for lack of room.", tags, Counts::evictions);
    counter(
        "ropewalk.cache.invalidations", "Results removed as wrong.", tags, Counts::invalidations);
  }

  private void counter(String name, String help, Tags tags, ToLongFunction<Counts> value) {
    String analysis =
        tags.stream()
            .filter(tag -> tag.getKey().equals("analysis"))
            .findFirst()
            .orElseThrow()
            .getValue();
    FunctionCounter.builder(
            name, this, m -> value.applyAsLong(m.now.byAnalysis().getOrDefault(analysis, NONE)))
        .description(help)
        .tags(tags)
        .register(registry);
  }
}
