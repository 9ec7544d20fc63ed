package dev.ropewalk.daemon.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.intern.StringInterner;
import dev.ropewalk.buffers.pool.Lease;
import dev.ropewalk.buffers.pool.ScratchPool;
import dev.ropewalk.daemon.document.DocumentStatistics;
import dev.ropewalk.daemon.engine.CacheStatistics;
import dev.ropewalk.metrics.export.MetricExporter;
import dev.ropewalk.metrics.registry.MetricRegistry;
import dev.ropewalk.metrics.registry.MetricRules;
import dev.ropewalk.protocol.rpc.RpcCall;
import dev.ropewalk.protocol.rpc.RpcOutcome;
import dev.ropewalk.protocol.transport.Transport;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.LoadPhase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a registry that throws when a meter breaks its rules. */
class DaemonMetersTest {
  private final MetricRegistry registry =
      new MetricRegistry(new MetricRules(5_000, 500, RequestMeters.LATENCY_BUCKETS, true));
  private final MetricExporter exporter = new MetricExporter(registry);
  private CacheStatistics cache = new CacheStatistics(0, 0, 100, 0, Map.of());
  private final List<LanguageStatus> languages = new ArrayList<>();
  private final ScratchPool scratch = new ScratchPool(ScratchPool.MIN_ARRAY_BYTES, 2, 1);
  private final StringInterner uris = new StringInterner(100);

  private String page() {
    return new String(exporter.scrape("", "").body(), StandardCharsets.UTF_8);
  }

  private static LanguageStatus java(LanguageStatus.State state) {
    return new LanguageStatus(
        "java", state, Map.of(LoadPhase.COMPILE, 1_500_000_000L), false, 39, 1000, 10, 1, 2, null);
  }

  @Test
  void analyses_and_grammars_come_and_go_between_scrapes() {
    try (var transport = new Transport(1)) {
      var meters =
          new DaemonMeters(
              registry.meters(),
              new Sources(
                  transport::statistics,
                  () -> new DocumentStatistics(3, 70, 0, 1, 0),
                  () -> cache,
                  () -> List.copyOf(languages),
                  scratch,
                  uris));
      assertTrue(page().contains("ropewalk_documents_open 3.0"), page());
      assertTrue(page().contains("ropewalk_pool_leased{pool=\"file\"} 0.0"), page());
      assertTrue(page().contains("ropewalk_interner_unique{interner=\"uri\"} 0.0"), page());
      String uri = uris.intern("file:///a");
      assertEquals(uri, uris.intern("file:///" + "a"));
      try (Lease<byte[]> lease = scratch.lease()) {
        assertEquals(ScratchPool.MIN_ARRAY_BYTES, lease.get().length);
        String moved = page();
        assertTrue(moved.contains("ropewalk_pool_leased{pool=\"file\"} 1.0"), moved);
        assertTrue(
            moved.contains("ropewalk_pool_leases_total{pool=\"file\",result=\"miss\"} 1.0"), moved);
        assertTrue(
            moved.contains("ropewalk_interner_calls_total{interner=\"uri\",result=\"hit\"} 1.0"),
            moved);
        assertTrue(moved.contains("ropewalk_interner_unique{interner=\"uri\"} 1.0"), moved);
      }
      assertFalse(page().contains("analysis="));
      cache =
          new CacheStatistics(
              1, 5, 100, 0, Map.of("outline", new CacheStatistics.Counts(7, 0, 2, 0, 0, 0, 0)));
      languages.add(java(LanguageStatus.State.READY));
      meters.refresh();
      String page = page();
      assertTrue(
          page.contains("ropewalk_cache_requests_total{analysis=\"outline\",result=\"hit\"} 7.0"));
      assertTrue(page.contains("ropewalk_extension_state{language=\"java\",state=\"ready\"} 1.0"));
      assertTrue(page.contains("ropewalk_extension_state{language=\"java\",state=\"failed\"} 0.0"));
      assertTrue(
          page.contains(
              "ropewalk_extension_load_time_seconds{language=\"java\",phase=\"compile\"} 1.5"),
          page);
      languages.clear();
      meters.refresh();
      assertFalse(page().contains("language=\"java\""));
    }
  }

  @Test
  void calls_are_timed_by_method_and_their_errors_counted() {
    var requests = new RequestMeters(registry.meters());
    requests.finished(
        new RpcCall(
            RpcCall.Kind.REQUEST, "textDocument/hover", 3_000_000, RpcOutcome.OK, 0, 10, 20));
    requests.finished(
        new RpcCall(
            RpcCall.Kind.REQUEST, RpcCall.UNKNOWN, 1_000, RpcOutcome.ERROR, -32601, 10, 20));
    String page = page();
    assertTrue(
        page.lines()
            .anyMatch(
                line ->
                    line.startsWith("ropewalk_requests_seconds_count")
                        && line.contains("method=\"textDocument/hover\"")
                        && line.endsWith(" 1")),
        page);
    assertEquals(
        1,
        page.lines()
            .filter(line -> line.startsWith("ropewalk_requests_errors_total"))
            .filter(line -> line.contains("code=\"-32601\"") && line.contains("\"unknown\""))
            .count(),
        page);
  }
}
