package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives all our timers the same histogram, so that they can be compared and added. */
final class LatencyBuckets implements MeterFilter {
  private final double[] boundsNanos;

  LatencyBuckets(List<Duration> bounds) {
    this.boundsNanos = bounds.stream().mapToDouble(Duration::toNanos).toArray();
  }

  @Override
  public @Nullable DistributionStatisticConfig configure(
      Meter.Id id, DistributionStatisticConfig config) {
    boolean ours = id.getType() == Meter.Type.TIMER && id.getName().startsWith(NamingRules.PREFIX);
    return ours && boundsNanos.length > 0
        ? DistributionStatisticConfig.builder()
            .serviceLevelObjectives(boundsNanos)
            .build()
            .merge(config)
        : config;
  }
}
