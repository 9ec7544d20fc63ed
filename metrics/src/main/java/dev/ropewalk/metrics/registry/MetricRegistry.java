package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The meters of a process, and the page that Prometheus reads. Safe for any thread. */
public final class MetricRegistry implements AutoCloseable {
  /** The format of the text that every Prometheus understands. */
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** So many meters in all, whatever goes wrong with labels; a busy daemon has some hundreds. */
  private static final int MAX_METERS = 5_000;

  private final PrometheusMeterRegistry registry;
  private final List<AutoCloseable> bound = new ArrayList<>();

  /** A registry with the meters of the JVM and of the process. */
  public MetricRegistry() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // Units that are not Prometheus' own, and a name that is kept for histograms; the ones that
    // matter are bound below under names that promtool accepts.
    for (String name :
        List.of("jvm.gc.overhead", "jvm.compilation", "process.cpu.time", "system.cpu.count")) {
      registry.config().meterFilter(MeterFilter.denyNameStartsWith(name));
    }
    registry.config().meterFilter(MeterFilter.maximumAllowableMetrics(MAX_METERS));
    bind(new ClassLoaderMetrics());
    bind(new JvmGcMetrics());
    bind(new JvmInfoMetrics());
    bind(new JvmMemoryMetrics());
    bind(new JvmThreadMetrics());
    bind(new FileDescriptorMetrics());
    bind(new ProcessorMetrics());
    bind(new UptimeMetrics());
    bindTimes();
  }

  private void bindTimes() {
    var runtime = Runtime.getRuntime();
    Gauge.builder("system.cpus", runtime, Runtime::availableProcessors)
        .description("Processors that this process may use.")
        .register(registry);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      FunctionCounter.builder("process.cpu", system, bean -> bean.getProcessCpuTime() / 1e9)
          .description("Processor time of this process.")
          .baseUnit("seconds")
          .register(registry);
    }
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    if (compiler != null && compiler.isCompilationTimeMonitoringSupported()) {
      FunctionCounter.builder("jvm.jit", compiler, bean -> bean.getTotalCompilationTime() / 1e3)
          .description("Time that the JIT compilers have worked.")
          .baseUnit("seconds")
          .register(registry);
    }
  }

  /**
   * What a scraper gets.
   *
   * @param contentType for the header of that name
   */
  public record Page(String contentType, byte[] body) {}

  /** Where meters are registered. */
  public MeterRegistry meters() {
    return registry;
  }

  /**
   * Renders every meter.
   *
   * @param accept what the scraper takes; OpenMetrics when it names that, else the plain text
   *     format
   */
  public Page scrape(String accept) {
    String type =
        accept.contains(OPEN_METRICS) ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
    return new Page(type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
  }

  private void bind(MeterBinder binder) {
    binder.bindTo(registry);
    if (binder instanceof AutoCloseable closeable) {
      bound.add(closeable);
    }
  }

  /** Stops listening to the JVM. */
  @Override
  public void close() {
    for (AutoCloseable closeable : bound) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("a binder of meters did not close", e);
      }
    }
    registry.close();
  }
}
