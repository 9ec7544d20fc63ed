package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.engine.EngineStatistics;
import dev.ropewalk.daemon.engine.EngineStatistics.Counts;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Meters of the engine's results; a query has some from its first use on. */
final class EngineMeters {
  private final MeterRegistry registry;
  private final long limitBytes;
  private final DistributionSummary executed;
  private final DistributionSummary cutOff;
  private final Set<String> known = new HashSet<>();
  private final Set<Tags> knownEvictions = new HashSet<>();
  private volatile EngineStatistics now = EngineStatistics.NONE;

  EngineMeters(MeterRegistry registry, long limitBytes) {
    this.registry = registry;
    this.limitBytes = limitBytes;
    Gauge.builder("ropewalk.cache.weight.limit", this, m -> m.limitBytes)
        .description("What the kept results may weigh as objects.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("ropewalk.cache.weight", this, m -> m.now.holds().weightBytes())
        .description("What the kept results weigh, as objects and encoded.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("ropewalk.cache.results", this, m -> m.now.holds().results())
        .description("Results that are remembered, with or without their value.")
        .register(registry);
    Gauge.builder("ropewalk.cache.revision", this, m -> m.now.holds().revision())
        .description("The current revision of all inputs.")
        .register(registry);
    executed =
        DistributionSummary.builder("ropewalk.cache.cascade.size")
            .description("Results that one question had computed, of those that had any.")
            .serviceLevelObjectives(1, 2, 5, 10, 30, 100, 1_000, 10_000)
            .register(registry);
    cutOff =
        DistributionSummary.builder("ropewalk.cache.cutoff.depth")
            .description(
                "How many queries below what was asked the highest result stood that came out as it"
                    + " had been, where cascades end.")
            .serviceLevelObjectives(1, 2, 3, 5, 10, 30)
            .register(registry);
  }

  /** Takes a run that computed something. */
  void cascade(int results, int cutOffDepth) {
    executed.record(results);
    if (cutOffDepth > 0) {
      cutOff.record(cutOffDepth);
    }
  }

  synchronized void refresh(EngineStatistics statistics) {
    now = statistics;
    statistics
        .byQuery()
        .forEach(
            (query, counts) -> {
              if (known.add(query)) {
                bind(query);
              }
              counts.evictions().keySet().forEach(cause -> bindEvictions(query, cause));
            });
  }

  private void bind(String query) {
    String requests = "ropewalk.cache.requests";
    String help =
        "Results asked for: true already (hit), found true by their reads (verified), taken up"
            + " again after an undone edit (recalled), found on disk (restored), or computed"
            + " (miss).";
    counter(requests, help, Tags.of("analysis", query, "result", "hit"), Counts::hits);
    counter(requests, help, Tags.of("analysis", query, "result", "verified"), Counts::verified);
    counter(requests, help, Tags.of("analysis", query, "result", "recalled"), Counts::recalled);
    counter(requests, help, Tags.of("analysis", query, "result", "restored"), Counts::restored);
    counter(requests, help, Tags.of("analysis", query, "result", "miss"), Counts::executed);
    Tags tags = Tags.of("analysis", query);
    String decoded = "ropewalk.cache.decoded";
    String decodedHelp = "Values that were kept as bytes alone and had to be decoded.";
    counter(decoded, decodedHelp, tags.and("tier", "memory"), Counts::decoded);
    counter(decoded, decodedHelp, tags.and("tier", "disk"), Counts::loaded);
    String checks = "ropewalk.cache.rechecked";
    String checksHelp =
        "Cached results that were computed again and compared; one that is wrong means that its"
            + " query reads something in secret.";
    counter(checks, checksHelp, tags.and("result", "same"), c -> c.rechecked() - c.wrong());
    counter(checks, checksHelp, tags.and("result", "wrong"), Counts::wrong);
    counter(
        "ropewalk.cache.unchanged",
        "Computed results that were what they had been, where cascades end.",
        tags,
        Counts::same);
    counter(
        "ropewalk.cache.verified.reads",
        "Reads that verifications looked at.",
        tags,
        Counts::edges);
    FunctionCounter.builder("ropewalk.cache.computing", this, m -> m.counts(query).nanos() / 1e9)
        .description("Time that computations took, with what they waited for.")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
  }

  private void bindEvictions(String query, String cause) {
    Tags tags = Tags.of("analysis", query, "cause", cause.toLowerCase(Locale.ROOT));
    if (knownEvictions.add(tags)) {
      counter(
          "ropewalk.cache.evictions",
          "Values let go as objects, by cause.",
          tags,
          counts -> counts.evictions().getOrDefault(cause, 0L));
    }
  }

  private Counts counts(String query) {
    return now.byQuery().getOrDefault(query, Counts.NONE);
  }

  private void counter(String name, String help, Tags tags, ToDoubleFunction<Counts> value) {
    String query =
        tags.stream()
            .filter(tag -> tag.getKey().equals("analysis"))
            .findFirst()
            .orElseThrow()
            .getValue();
    FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.counts(query)))
        .description(help)
        .tags(tags)
        .register(registry);
  }
}
