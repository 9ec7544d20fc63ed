package dev.ropewalk.metrics.export;

import dev.ropewalk.metrics.registry.MetricRegistry;
import dev.ropewalk.metrics.registry.MetricRules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A registry with meters of every kind, and label values that need care. */
final class SampleMeters {
  static final MetricRules RULES =
      new MetricRules(
          5_000,
          20,
          List.of(Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofSeconds(5)),
          true);

  private SampleMeters() {}

  static MetricRegistry registry() {
    var registry = new MetricRegistry(RULES);
    registry.bindJvm();
    MeterRegistry meters = registry.meters();
    for (String value : List.of("plain", "a \"quote\"", "back\\slash", "line\nbreak", "ä😀", "")) {
      Counter.builder("ropewalk.sample.events")
          .description("Events with \"odd\" \\ values\nin two lines")
          .tag("kind", value)
          .register(meters)
          .increment();
    }
    for (int i = 0; i < 100; i++) {
      Timer.builder("ropewalk.sample.work")
          .description("Work")
          .tag("method", "m" + i)
          .register(meters)
          .record(i, TimeUnit.MILLISECONDS);
    }
    DistributionSummary.builder("ropewalk.sample.size")
        .description("Sizes")
        .baseUnit("bytes")
        .register(meters)
        .record(1234);
    Gauge.builder("ropewalk.sample.level", () -> Double.NaN)
        .description("A level that is not known")
        .baseUnit("ratio")
        .register(meters);
    Gauge.builder("ropewalk.sample.depth", () -> Double.NEGATIVE_INFINITY)
        .description("An endless depth")
        .register(meters);
    LongTaskTimer.builder("ropewalk.sample.task").description("Tasks").register(meters).start();
    return registry;
  }
}
