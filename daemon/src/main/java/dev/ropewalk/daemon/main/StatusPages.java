package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.observe.DaemonMeters;
import dev.ropewalk.daemon.store.StoreHealth;
import dev.ropewalk.metrics.export.MetricExporter;
import dev.ropewalk.protocol.transport.HttpAnswer;
import dev.ropewalk.protocol.transport.HttpLimits;
import dev.ropewalk.protocol.transport.HttpRequestView;
import dev.ropewalk.protocol.transport.HttpRoute;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the daemon says over HTTP. Safe for any thread. */
final class StatusPages {
  /** A scraper sends one short request at a time; nobody sends a body. */
  static final HttpLimits LIMITS =
      new HttpLimits(4 << 10, 16 << 10, 0, 32, TimeUnit.SECONDS.toNanos(30));

  private enum State {
    STARTING,
    READY,
    ENDING
  }

  private final MetricExporter exporter;
  private final DaemonMeters meters;
  private final Supplier<StoreHealth> store;
  private final Supplier<List<String>> missing;
  private volatile State state = State.STARTING;

  /**
   * Makes the pages.
   *
   * @param missing the critical extensions that are not loaded, a line for each
   */
  StatusPages(
      MetricExporter exporter,
      DaemonMeters meters,
      Supplier<StoreHealth> store,
      Supplier<List<String>> missing) {
    this.exporter = exporter;
    this.meters = meters;
    this.store = store;
    this.missing = missing;
  }

  void ready() {
    state = State.READY;
  }

  void ending() {
    state = State.ENDING;
  }

  Map<String, HttpRoute> routes() {
    return Map.of(
        "/metrics", HttpRoute.get(this::metrics),
        "/healthz", HttpRoute.get(request -> HttpAnswer.text(200, "ok")),
        "/readyz", HttpRoute.get(request -> readiness()));
  }

  private HttpAnswer readiness() {
    return switch (state) {
      case STARTING -> HttpAnswer.text(503, "starting");
      case READY -> {
        List<String> lacking = missing.get();
        yield lacking.isEmpty()
            ? HttpAnswer.text(200, "ready" + remark(store.get()))
            : HttpAnswer.text(503, "waiting for extensions: " + String.join("; ", lacking));
      }
      case ENDING -> HttpAnswer.text(503, "ending");
    };
  }

  /** It serves as well without a disk, only the next start is slower. */
  private static String remark(StoreHealth store) {
    return store.state() == StoreHealth.State.MEMORY_ONLY
        ? "; results are kept in memory only: " + store.reason()
        : "";
  }

  private HttpAnswer metrics(HttpRequestView request) {
    meters.refresh();
    var page = exporter.scrape(request.header("accept"), request.header("accept-encoding"));
    Map<String, String> headers =
        page.contentEncoding().isEmpty()
            ? Map.of()
            : Map.of("Content-Encoding", page.contentEncoding());
    return new HttpAnswer(200, page.contentType(), page.body(), headers);
  }
}
