package dev.ropewalk.metrics.export;

import dev.ropewalk.metrics.registry.MetricRegistry;
import dev.ropewalk.metrics.registry.MetricRules;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One scrape of a registry with the JVM meters and a hundred timers of ours. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class ScrapeBenchmark {
  /** The {@code Accept-Encoding} of the scraper. */
  @Param({"", "gzip"})
  public String encoding;

  private MetricRegistry registry;
  private MetricExporter exporter;

  /** Creates the benchmark. */
  public ScrapeBenchmark() {}

  /** Fills the registry. */
  @Setup
  public void fill() {
    registry =
        new MetricRegistry(
            new MetricRules(
                5_000, 200, List.of(Duration.ofMillis(1), Duration.ofSeconds(1)), true));
    registry.bindJvm();
    exporter = new MetricExporter(registry);
    for (int i = 0; i < 100; i++) {
      Timer.builder("ropewalk.sample.work")
          .description("Work")
          .tag("method", "m" + i)
          .register(registry.meters())
          .record(Duration.ofMillis(i));
    }
  }

  /** Ends the listeners. */
  @TearDown
  public void close() {
    registry.close();
  }

  /** Renders everything. */
  @Benchmark
  public Exposition scrape() {
    return exporter.scrape("", encoding);
  }
}
