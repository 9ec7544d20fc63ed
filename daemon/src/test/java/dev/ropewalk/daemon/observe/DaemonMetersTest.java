package dev.ropewalk.daemon.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.intern.StringInterner;
import dev.ropewalk.buffers.pool.Lease;
import dev.ropewalk.buffers.pool.ScratchPool;
import dev.ropewalk.daemon.analysis.guest.ExtensionCounters;
import dev.ropewalk.daemon.analysis.index.IndexStatistics;
import dev.ropewalk.daemon.document.DocumentStatistics;
import dev.ropewalk.daemon.engine.EngineStatistics;
import dev.ropewalk.daemon.store.StoreHealth;
import dev.ropewalk.daemon.store.StoreStatistics;
import dev.ropewalk.daemon.workspace.FolderStatistics;
import dev.ropewalk.metrics.export.MetricExporter;
import dev.ropewalk.metrics.registry.MetricRegistry;
import dev.ropewalk.metrics.registry.MetricRules;
import dev.ropewalk.protocol.rpc.RpcCall;
import dev.ropewalk.protocol.rpc.RpcOutcome;
import dev.ropewalk.protocol.transport.Transport;
import dev.ropewalk.wasm.abi.CallReport;
import dev.ropewalk.wasm.abi.HeapStatistics;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.dprint.FormatResult;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** On a registry that throws when a meter breaks its rules. */
class DaemonMetersTest {
  private final MetricRegistry registry =
      new MetricRegistry(new MetricRules(5_000, 500, RequestMeters.LATENCY_BUCKETS, true));
  private final MetricExporter exporter = new MetricExporter(registry);
  private StoreStatistics store = disk(Map.of(), "");
  private EngineStatistics engine = EngineStatistics.NONE;
  private final List<LanguageStatus> languages = new ArrayList<>();
  private final ScratchPool scratch = new ScratchPool(ScratchPool.MIN_ARRAY_BYTES, 2, 1);
  private final StringInterner uris = new StringInterner(100);

  private static StoreStatistics disk(Map<String, StoreStatistics.Kind> kinds, String trouble) {
    return new StoreStatistics(
        kinds,
        Map.of(StoreStatistics.Drop.QUEUE_FULL, 4L),
        Map.of(StoreStatistics.Eviction.DAMAGED, 5L),
        6,
        7,
        8,
        9,
        10,
        new StoreHealth(
            trouble.isEmpty() ? StoreHealth.State.WRITING : StoreHealth.State.MEMORY_ONLY,
            trouble,
            Optional.empty()));
  }

  private String page() {
    return new String(exporter.scrape("", "").body(), StandardCharsets.UTF_8);
  }

  private static LanguageStatus java(LifeStatus.State state) {
    return new LanguageStatus(
        "java", state, Map.of(LoadPhase.COMPILE, 1_500_000_000L), false, 39, 1000, 10, 1, 2, null);
  }

  private DaemonMeters meters(Transport transport) {
    return new DaemonMeters(
        registry.meters(),
        new Sources(
            transport::statistics,
            () -> new DocumentStatistics(3, 70, 0, 1, 0),
            () -> store,
            () -> new IndexStatistics(1, FolderStatistics.NONE, 7, 2, 40, 1),
            () -> engine,
            100,
            () -> List.copyOf(languages),
            scratch,
            uris,
            () -> extensions));
  }

  private ExtensionNumbers extensions = new ExtensionNumbers(List.of(), Map.of(), List.of());

  private static CallReport report(Optional<GuestException.Code> failure) {
    return new CallReport(
        2_000_000_000L, 500_000_000, 1_000_000_000, 4_096, 30, 2, 700, 80, 17, 20, failure);
  }

  @Test
  void calls_of_extensions_and_formatters_are_told_with_what_they_cost() {
    try (var transport = new Transport(1)) {
      var meters = meters(transport);
      assertFalse(page().contains("extension=\"todo\""));
      var calls = new ExtensionMeters(registry.meters());
      var counters = new ExtensionCounters();
      counters.tell(calls::called);
      var todo = new ExtensionId("todo");
      counters.called(todo, Op.DIAGNOSTICS, report(Optional.empty()));
      counters.called(todo, Op.DIAGNOSTICS, report(Optional.of(GuestException.Code.TIMED_OUT)));
      counters.heap(todo, new HeapStatistics(1_000, 600, 400, 100));
      counters.logDropped(todo, 5);
      calls.formatted("dprint", new FormatResult.Unchanged(), 1_000_000_000);
      calls.formatted(
          "dprint",
          new FormatResult.SyntaxError("x", OptionalInt.empty(), OptionalInt.empty()),
          1_000);
      extensions =
          new ExtensionNumbers(
              List.of(
                  new ExtensionNumbers.One(
                      "todo",
                      ExtensionKind.ANALYSIS,
                      new LifeStatus(
                          LifeStatus.State.READY,
                          0,
                          1,
                          0,
                          0,
                          Map.of(LoadPhase.STORE, 2_500_000_000L),
                          null))),
              counters.counts(),
              List.of());
      meters.refresh();
      String page = page();
      for (String line :
          List.of(
              "ropewalk_extension_calls_seconds_count{extension=\"todo\",operation=\"diagnostics\",outcome=\"ok\"}"
                  + " 1",
              "ropewalk_extension_calls_seconds_count{extension=\"todo\",operation=\"diagnostics\",outcome=\"timed_out\"}"
                  + " 1",
              "ropewalk_extension_calls_seconds_count{extension=\"dprint\",operation=\"formatting\",outcome=\"syntax_error\"}"
                  + " 1",
              "ropewalk_extension_load_phase_seconds{extension=\"todo\",phase=\"store\"} 2.5",
              "ropewalk_extension_cpu_seconds_total{extension=\"todo\"} 2.0",
              "ropewalk_extension_waited_seconds_total{extension=\"todo\"} 1.0",
              "ropewalk_extension_allocated_bytes_total{extension=\"todo\"} 8192.0",
              "ropewalk_extension_host_calls_total{extension=\"todo\"} 60.0",
              "ropewalk_extension_host_batches_total{extension=\"todo\"} 4.0",
              "ropewalk_extension_copied_in_bytes_total{extension=\"todo\"} 1400.0",
              "ropewalk_extension_copied_out_bytes_total{extension=\"todo\"} 160.0",
              "ropewalk_extension_life{extension=\"todo\",kind=\"analysis\",state=\"ready\"} 1.0",
              "ropewalk_extension_guest_pages{extension=\"todo\"} 20.0",
              "ropewalk_extension_guest_heap_bytes{extension=\"todo\",part=\"free\"} 400.0",
              "ropewalk_extension_guest_fragmentation{extension=\"todo\"} 0.75",
              "ropewalk_extension_log_dropped{extension=\"todo\"} 5.0")) {
        assertTrue(page.contains(line), line + "\n" + page);
      }
    }
  }

  @Test
  void analyses_and_grammars_come_and_go_between_scrapes() {
    try (var transport = new Transport(1)) {
      var meters = meters(transport);
      assertTrue(page().contains("ropewalk_documents_open 3.0"), page());
      assertTrue(page().contains("ropewalk_index_files{state=\"waiting\"} 7.0"), page());
      assertTrue(page().contains("ropewalk_index_analyses_total{result=\"failed\"} 1.0"), page());
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
      engine =
          new EngineStatistics(
              Map.of(
                  "outline",
                  new EngineStatistics.Counts(
                      7, 3, 1, 8, 4, 11, 2, 1, 9, 5, 12, 2, Map.of("SIZE", 6L))),
              new EngineStatistics.Holds(30, 4_000, 55));
      meters.cascade(6, 2);
      languages.add(java(LifeStatus.State.READY));
      meters.refresh();
      String page = page();
      assertTrue(
          page.contains("ropewalk_cache_requests_total{analysis=\"outline\",result=\"hit\"} 7.0"));
      assertTrue(
          page.contains("ropewalk_cache_evictions_total{analysis=\"outline\",cause=\"size\"} 6.0"),
          page);
      for (String line :
          List.of(
              "ropewalk_cache_requests_total{analysis=\"outline\",result=\"restored\"} 8.0",
              "ropewalk_cache_decoded_total{analysis=\"outline\",tier=\"disk\"} 11.0",
              "ropewalk_cache_rechecked_total{analysis=\"outline\",result=\"same\"} 10.0",
              "ropewalk_cache_rechecked_total{analysis=\"outline\",result=\"wrong\"} 2.0",
              "ropewalk_cache_weight_bytes 4000.0",
              "ropewalk_cache_results 30.0",
              "ropewalk_cache_cascade_size_bucket{le=\"10.0\"} 1",
              "ropewalk_cache_cutoff_depth_bucket{le=\"1.0\"} 0")) {
        assertTrue(page.contains(line), line + " is not in " + page);
      }
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
  void the_disk_store_is_told_by_query_step_and_result() {
    var meters = new StoreMeters(registry.meters(), store);
    assertTrue(page().contains("ropewalk_store_state{state=\"writing\"} 1.0"), page());
    assertFalse(page().contains("kind="), page());
    store =
        disk(
            Map.of(
                "outline",
                new StoreStatistics.Kind(
                    11,
                    12,
                    new StoreStatistics.Counts(13, 14, 15, 16),
                    new StoreStatistics.Counts(17, 18, 19, 20))),
            "/home/somebody: No space left on device");
    meters.refresh(store);
    String page = page();
    for (String line :
        List.of(
            "ropewalk_store_state{state=\"memory_only\"} 1.0",
            "ropewalk_store_state{state=\"writing\"} 0.0",
            "ropewalk_store_dropped_total{cause=\"queue_full\"} 4.0",
            "ropewalk_store_evictions_total{cause=\"damaged\"} 5.0",
            "ropewalk_store_written_files_total 6.0",
            "ropewalk_store_written_bytes_total 7.0",
            "ropewalk_store_queue_entries 8.0",
            "ropewalk_store_queue_size_bytes 9.0",
            "ropewalk_store_size_limit_bytes 10.0",
            "ropewalk_store_entries{kind=\"outline\"} 11.0",
            "ropewalk_store_size_bytes{kind=\"outline\"} 12.0",
            "ropewalk_store_lookups_total{kind=\"outline\",result=\"hit\",step=\"record\"} 13.0",
            "ropewalk_store_lookups_total{kind=\"outline\",result=\"corrupt\",step=\"record\"}"
                + " 15.0",
            "ropewalk_store_lookups_total{kind=\"outline\",result=\"miss\",step=\"value\"} 18.0",
            "ropewalk_store_lookups_total{kind=\"outline\",result=\"io_failure\",step=\"value\"}"
                + " 20.0")) {
      assertTrue(page.contains(line), line + " is not in " + page);
    }
    assertFalse(page.contains("somebody"), "a path is in the metrics");
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
