package dev.ropewalk.metrics.export;

import dev.ropewalk.metrics.registry.MetricRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Answers scrapes. */
public final class MetricExporter {
  /** The text format of Prometheus. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** The format of OpenMetrics. */
  public static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String GZIP = "gzip";

  private final MetricRegistry registry;
  private final Timer textTimer;
  private final Timer openMetricsTimer;

  /** Creates an exporter, which adds the duration of its own work to the registry. */
  public MetricExporter(MetricRegistry registry) {
    this.registry = registry;
    this.textTimer = timer(registry, "text");
    this.openMetricsTimer = timer(registry, "openmetrics");
  }

  private static Timer timer(MetricRegistry registry, String format) {
    return Timer.builder("ropewalk.metrics.scrape")
        .description("Time to render the metrics")
        .tag("format", format)
        .register(registry.meters());
  }

  /**
   * Renders all metrics.
   *
   * @param accept the {@code Accept} header of the scraper; empty if there is none
   * @param acceptEncoding its {@code Accept-Encoding} header; empty if there is none
   */
  public Exposition scrape(String accept, String acceptEncoding) {
    long start = System.nanoTime();
    boolean openMetrics = prefersOpenMetrics(accept);
    String contentType = openMetrics ? OPEN_METRICS : TEXT;
    boolean compressed = new AcceptHeader(acceptEncoding).weightOf(GZIP, "*") > 0;
    var bytes = new ByteArrayOutputStream();
    try {
      if (compressed) {
        try (var gzip = new GZIPOutputStream(bytes)) {
          registry.write(gzip, contentType);
        }
      } else {
        registry.write(bytes, contentType);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    (openMetrics ? openMetricsTimer : textTimer)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return new Exposition(contentType, compressed ? GZIP : "", bytes.toByteArray());
  }

  private static boolean prefersOpenMetrics(String accept) {
    var header = new AcceptHeader(accept);
    double openMetrics = header.weightOfVersion("application/openmetrics-text", "1.0.0");
    return openMetrics > 0 && openMetrics >= header.weightOf("text/plain", "text/*", "*/*");
  }
}
