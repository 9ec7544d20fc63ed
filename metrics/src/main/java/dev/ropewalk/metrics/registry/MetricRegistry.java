package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The meters of the process. */
public final class MetricRegistry implements AutoCloseable {
  private final PrometheusMeterRegistry meters;
  private final BoundedTags tags;
  private final AtomicReference<@Nullable JvmMeters> jvm = new AtomicReference<>();

  /** Some hundreds of meters are usual; the rest is room for extensions. */
  private static final MetricRules USUAL = new MetricRules(5_000, 500, List.of(), false);

  /** What a scraper gets: its content type and its text. */
  public record Page(String contentType, byte[] body) {}

  /** Creates a registry with the usual rules and the meters of the JVM. */
  public MetricRegistry() {
    this(USUAL);
    bindJvm();
  }

  /** Creates a registry with no meters but its own. */
  public MetricRegistry(MetricRules rules) {
    this.tags = new BoundedTags(rules.maxTagValues());
    this.meters =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    if (rules.strict()) {
      meters.throwExceptionOnRegistrationFailure();
    }
    meters
        .config()
        .meterFilter(JvmMeters.filter())
        .meterFilter(tags)
        .meterFilter(new NamingRules(rules.strict()))
        .meterFilter(MeterFilter.maximumAllowableMetrics(rules.maxMeters()))
        .meterFilter(new LatencyBuckets(rules.latencyBuckets()));
    FunctionCounter.builder("ropewalk.metrics.replaced", tags, BoundedTags::replacedValues)
        .description("Label values that were replaced by 'other' because there were too many")
        .register(meters);
  }

  /** Where meters are registered. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Where metrics of kinds that Micrometer lacks are registered. */
  public PrometheusRegistry prometheus() {
    return meters.getPrometheusRegistry();
  }

  /** The bound on label values, for code that has them before it has a meter. */
  public BoundedTags tags() {
    return tags;
  }

  /** Adds the meters of the JVM and the process; only the first call counts. */
  public void bindJvm() {
    var binder = new JvmMeters();
    if (jvm.compareAndSet(null, binder)) {
      binder.bindTo(meters);
    }
  }

  /**
   * Renders all metrics, not compressed.
   *
   * @param accept the {@code Accept} header of the scraper
   */
  public Page scrape(String accept) {
    boolean openMetrics = accept.contains("application/openmetrics-text");
    String type =
        openMetrics
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Page(type, meters.scrape(type).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes all metrics.
   *
   * @param contentType the exact content type of a format that the Prometheus library writes
   */
  public void write(OutputStream out, String contentType) throws IOException {
    meters.scrape(out, contentType);
  }

  /** Ends the listeners of the JVM meters and the registry. May be called twice. */
  @Override
  public void close() {
    JvmMeters bound = jvm.get();
    if (bound != null) {
      bound.close();
    }
    meters.close();
  }
}
