package dev.ropewalk.metrics.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricRegistryTest {
  @Test
  void the_page_has_the_meters_of_the_jvm_the_process_and_its_owner() {
    try (var registry = new MetricRegistry()) {
      registry.meters().counter("jobs", "kind", "small").increment(3);
      var page = registry.scrape("*/*");
      String text = new String(page.body(), StandardCharsets.UTF_8);
      assertTrue(page.contentType().startsWith("text/plain"));
      assertTrue(text.contains("jobs_total{kind=\"small\"} 3.0"), text);
      assertTrue(text.contains("jvm_memory_used_bytes"), text);
      assertTrue(text.contains("process_cpu_seconds_total"), text);
      assertTrue(text.contains("system_cpus"), text);
      assertFalse(text.contains("_ms_total") || text.contains("_ns_total"), text);
    }
  }

  @Test
  void openmetrics_is_given_to_those_who_take_it() {
    try (var registry = new MetricRegistry()) {
      var page = registry.scrape("application/openmetrics-text; version=1.0.0, text/plain");
      assertTrue(page.contentType().startsWith("application/openmetrics-text"));
      assertTrue(new String(page.body(), StandardCharsets.UTF_8).endsWith("# EOF\n"));
    }
  }

  @Test
  void labels_without_end_stay_within_a_bound() {
    try (var registry = new MetricRegistry()) {
      for (int i = 0; i < 20_000; i++) {
        registry.meters().counter("runaway", "label", Integer.toString(i)).increment();
      }
      String text = new String(registry.scrape("").body(), StandardCharsets.UTF_8);
      assertTrue(text.lines().filter(line -> line.startsWith("runaway")).count() <= 5_000);
    }
  }
}
