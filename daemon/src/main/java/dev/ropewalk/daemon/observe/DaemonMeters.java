package dev.ropewalk.daemon.observe;

import dev.ropewalk.daemon.document.DocumentStatistics;
import dev.ropewalk.protocol.frame.FrameError;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.ConnectionKind;
import dev.ropewalk.protocol.transport.TransportStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Meters of connections and documents, and those of the other classes of this package. */
public final class DaemonMeters {
  private final MeterRegistry registry;
  private final Sources sources;
  private final StoreMeters storeMeters;
  private final EngineMeters engineMeters;
  private final LanguageMeters languageMeters;
  private final WorkspaceMeters workspaceMeters;
  private final ExtensionMeters.Gauges extensionGauges;

  private volatile TransportStatistics transport;
  private volatile DocumentStatistics documents;

  /** Registers every meter; the numbers are those of the last refresh. */
  public DaemonMeters(MeterRegistry registry, Sources sources) {
    this.registry = registry;
    this.sources = sources;
    transport = sources.transport().get();
    documents = sources.documents().get();
    storeMeters = new StoreMeters(registry, sources.store().get());
    engineMeters = new EngineMeters(registry, sources.resultBytes());
    languageMeters = new LanguageMeters(registry);
    workspaceMeters = new WorkspaceMeters(registry);
    extensionGauges = new ExtensionMeters.Gauges(registry);
    bindTransport();
    bindDocuments();
    var buffers = new BufferMeters(registry);
    buffers.pool("file", sources.fileBuffers());
    buffers.interner("uri", sources.uris());
    refresh();
  }

  /** Takes a run of the engine that computed something. */
  public void cascade(int results, int cutOffDepth) {
    engineMeters.cascade(results, cutOffDepth);
  }

  /** Takes the numbers anew, each source once, so that they fit each other. */
  public void refresh() {
    transport = sources.transport().get();
    documents = sources.documents().get();
    storeMeters.refresh(sources.store().get());
    workspaceMeters.refresh(sources.index().get());
    engineMeters.refresh(sources.engine().get());
    languageMeters.refresh(sources.languages().get());
    extensionGauges.refresh(sources.extensions().get());
  }

  private void bindTransport() {
    for (ConnectionKind kind : ConnectionKind.values()) {
      Tags tags = Tags.of("kind", label(kind));
      Gauge.builder("ropewalk.connections.open", this, m -> open(m, kind))
          .tags(tags)
          .description("Connections that are open now.")
          .register(registry);
      FunctionCounter.builder(
              "ropewalk.connections.opened",
              this,
              m -> m.transport.totalConnections().getOrDefault(kind, 0L))
          .tags(tags)
          .description("Connections ever opened.")
          .register(registry);
    }
    for (CloseReason reason : CloseReason.values()) {
      FunctionCounter.builder(
              "ropewalk.connections.closed",
              this,
              m -> m.transport.closedConnections().getOrDefault(reason, 0L))
          .tags("reason", label(reason))
          .description("Connections ended, by reason; slow_client is one that did not read.")
          .register(registry);
    }
    for (FrameError error : FrameError.values()) {
      FunctionCounter.builder(
              "ropewalk.frame.errors", this, m -> m.transport.frameErrors().getOrDefault(error, 0L))
          .tags("error", label(error))
          .description("Connections whose framing was lost, by cause.")
          .register(registry);
    }
    counter(
        "ropewalk.connections.refused",
        "Connections turned away because of the limit on their number.",
        m -> m.transport.refusedConnections());
    counter("ropewalk.frames.received", "Messages received.", m -> m.transport.framesIn());
    counter("ropewalk.frames.sent", "Messages queued for clients.", m -> m.transport.framesOut());
    counter(
        "ropewalk.frames.oversized",
        "Messages over the limit, which were skipped.",
        m -> m.transport.oversizedFrames());
    bytes("ropewalk.received", "Bytes received.", m -> m.transport.bytesIn());
    bytes("ropewalk.sent", "Bytes written.", m -> m.transport.bytesOut());
    gauge(
        "ropewalk.inbound.queued",
        "Bytes received that no handler has taken.",
        BaseUnits.BYTES,
        m -> m.transport.inboundQueuedBytes());
    gauge(
        "ropewalk.outbound.queued",
        "Bytes that clients have not taken.",
        BaseUnits.BYTES,
        m -> m.transport.outboundQueuedBytes());
    counter("ropewalk.http.requests", "HTTP requests answered.", m -> m.transport.httpRequests());
    counter("ropewalk.http.refused", "HTTP requests refused.", m -> m.transport.httpRefused());
  }

  private void bindDocuments() {
    gauge("ropewalk.documents.open", "Open documents.", "", m -> m.documents.documents());
    gauge(
        "ropewalk.documents.size",
        "Text of all open documents, in UTF-8.",
        BaseUnits.BYTES,
        m -> m.documents.bytes());
    counter(
        "ropewalk.documents.desynchronised",
        "Documents whose client and daemon disagreed.",
        m -> m.documents.desynchronisations());
    counter(
        "ropewalk.documents.refused", "Documents that broke a limit.", m -> m.documents.refusals());
    counter(
        "ropewalk.documents.drifted",
        "Trees that differed from a fresh parse.",
        m -> m.documents.drifts());
  }

  private static double open(DaemonMeters meters, ConnectionKind kind) {
    return meters.transport.openConnections().getOrDefault(kind, 0L);
  }

  private void counter(String name, String help, ToDoubleFunction<DaemonMeters> value) {
    FunctionCounter.builder(name, this, value).description(help).register(registry);
  }

  private void bytes(String name, String help, ToDoubleFunction<DaemonMeters> value) {
    FunctionCounter.builder(name, this, value)
        .description(help)
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  private void gauge(String name, String help, String unit, ToDoubleFunction<DaemonMeters> value) {
    var builder = Gauge.builder(name, this, value).description(help);
    if (!unit.isEmpty()) {
      builder.baseUnit(unit);
    }
    builder.register(registry);
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
