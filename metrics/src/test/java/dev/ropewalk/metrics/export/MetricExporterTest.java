package dev.ropewalk.metrics.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.metrics.registry.MetricRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class MetricExporterTest {
  private static final String PROMETHEUS_2 =
      "application/openmetrics-text;version=1.0.0;q=0.75,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=0.0.4;q=0.25,*/*;q=0.1";
  private static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
          + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private final MetricRegistry registry = SampleMeters.registry();
  private final MetricExporter exporter = new MetricExporter(registry);

  @AfterEach
  void close() {
    registry.close();
    registry.close();
  }

  private Map<String, StrictExposition.Family> scrape(String accept) {
    Exposition exposition = exporter.scrape(accept, "");
    boolean openMetrics = exposition.contentType().equals(MetricExporter.OPEN_METRICS);
    return StrictExposition.parse(
        new String(exposition.body(), StandardCharsets.UTF_8), openMetrics);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PROMETHEUS_2})
  void every_line_is_exactly_right(String accept) {
    System.gc();
    exporter.scrape(accept, "");
    Map<String, StrictExposition.Family> families = scrape(accept);
    assertTrue(families.size() > 40, () -> "only " + families.keySet());
  }

  @Test
  void odd_label_values_are_escaped_and_kept() {
    var values =
        scrape("").get("ropewalk_sample_events_total").samples().stream()
            .map(sample -> sample.labels().get("kind"))
            .toList();
    assertTrue(values.contains("a \\\"quote\\\""), values::toString);
    assertTrue(values.contains("back\\\\slash"), values::toString);
    assertTrue(values.contains("line\\nbreak"), values::toString);
    assertTrue(values.contains("ä😀"), values::toString);
  }

  @Test
  void our_timers_have_the_common_buckets_in_seconds() {
    var bounds =
        scrape("").get("ropewalk_sample_work_seconds").samples().stream()
            .filter(sample -> sample.labels().getOrDefault("method", "").equals("m1"))
            .filter(sample -> sample.name().endsWith("_bucket"))
            .map(sample -> sample.labels().get("le"))
            .toList();
    assertEquals("[0.001, 0.1, 5.0, +Inf]", bounds.toString());
  }

  @Test
  void the_labels_of_a_meter_are_bounded() {
    var samples =
        scrape("").get("ropewalk_sample_work_seconds").samples().stream()
            .filter(sample -> sample.name().endsWith("_count"))
            .toList();
    assertEquals(21, samples.size());
    double others =
        samples.stream()
            .filter(sample -> sample.labels().containsValue("other"))
            .mapToDouble(StrictExposition.Sample::value)
            .sum();
    assertEquals(80, others);
    assertEquals(
        80, scrape("").get("ropewalk_metrics_replaced_total").samples().getFirst().value());
  }

  @Test
  void the_jvm_is_measured_in_base_units() {
    System.gc();
    Map<String, StrictExposition.Family> families = scrape("");
    while (!families.containsKey("jvm_gc_pause_seconds")) { // its notification comes later
      families = scrape("");
    }
    for (String name :
        new String[] {
          "jvm_memory_used_bytes",
          "jvm_gc_pause_seconds",
          "jvm_threads_live_threads",
          "jvm_classes_loaded_classes",
          "jvm_compilation_seconds_total",
          "process_cpu_seconds_total",
          "process_uptime_seconds",
          "process_files_open_files",
          "system_cpus"
        }) {
      assertTrue(families.containsKey(name), name + " is not in " + families.keySet());
    }
    double cpu = families.get("process_cpu_seconds_total").samples().getFirst().value();
    double uptime = families.get("process_uptime_seconds").samples().getFirst().value();
    assertTrue(cpu > 0 && cpu < (uptime + 1) * Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PROMETHEUS_2,
        PROMETHEUS_3,
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0",
        "APPLICATION/OpenMetrics-Text; version=\"1.0.0\"; charset=utf-8, */*; q=0.9"
      })
  void open_metrics_is_given_to_those_who_prefer_it(String accept) {
    assertEquals(MetricExporter.OPEN_METRICS, exporter.scrape(accept, "").contentType());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "text/plain;version=0.0.4",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;version=2.0.0",
        "application/openmetrics-text;version=1.0.0;q=0",
        "application/openmetrics-text;version=1.0.0;q=0.1,text/plain;q=0.2",
        "application/openmetrics-text;version=1.0.0;q=x",
        ";;;,,,=,q=1"
      })
  void text_is_given_to_all_others(String accept) {
    assertEquals(MetricExporter.TEXT, exporter.scrape(accept, "").contentType());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip;q=0.5", "*", "GZIP", "br, *;q=0.1"})
  void the_body_is_compressed_when_that_is_accepted(String encoding) throws IOException {
    Exposition exposition = exporter.scrape("", encoding);
    assertEquals("gzip", exposition.contentEncoding());
    try (var in = new GZIPInputStream(new ByteArrayInputStream(exposition.body()))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertNotEquals(0, StrictExposition.parse(text, false).size());
      assertTrue(exposition.body().length < text.length() / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip;q=0, *", "gzip;q=2", "x-gzip"})
  void the_body_is_plain_when_compression_is_not_accepted(String encoding) {
    assertEquals("", exporter.scrape("", encoding).contentEncoding());
  }

  @Test
  void no_header_can_make_a_scrape_fail() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    String alphabet = "gziptextplain/*;=,q0.19 \"\u00e4\n";
    for (int i = 0; i < 300; i++) {
      var header = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        header.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String tried = header.toString();
      Exposition exposition = exporter.scrape(tried, tried);
      assertTrue(exposition.body().length > 0, () -> "-Dropewalk.seed=" + seed + ": " + tried);
    }
  }

  @Test
  void the_judge_of_these_tests_finds_mistakes() {
    String head = "# HELP a_total x\n# TYPE a_total counter\n";
    String[] wrong = {
      "a_total 1\n",
      head + "a_total 1",
      head + "a_total -1\n",
      head + "a_total 1\na_total 2\n",
      head + "b_total 1\n",
      head + "a_total{b=1} 1\n",
      head + "a_total{b=\"1\",} 1\n",
      head + "a_total{b=\"1\",b=\"2\"} 1\n",
      head + "a_total{b=\"\"1\"} 1\n",
      head + "a_total x\n",
      head + "\n",
      head + head + "a_total 1\n",
      head + "a_total 1\n# EOF\n",
      "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
      "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\nh_sum 1\n"
    };
    for (String text : wrong) {
      assertThrows(AssertionError.class, () -> StrictExposition.parse(text, false), text);
    }
    StrictExposition.parse(head + "a_total{b=\"1\"} 1\n", false);
  }
}
