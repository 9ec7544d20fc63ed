package dev.ropewalk.metrics.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamingRulesTest {
  private final MeterRegistry strict =
      new MetricRegistry(new MetricRules(5_000, 10, List.of(), true)).meters();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ropewalk",
        "ropewalk_requests",
        "ropewalk.",
        "ropewalk.Requests",
        "ropewalk.my-requests",
        "ropewalk..requests",
        "ropewalk.1st",
        "ropewalk.requests.total",
        "ropewalk.requests.count",
        "ropewalk.wait.millis",
        "ropewalk.wait.seconds"
      })
  void a_wrong_name_is_refused_with_the_name(String name) {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Counter.builder(name).description("x").register(strict));
    assertTrue(thrown.getMessage().contains("'" + name + "'"), thrown::getMessage);
  }

  @Test
  void a_unit_that_is_no_base_unit_is_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Counter.builder("ropewalk.a").description("x").baseUnit("ms").register(strict));
  }

  @ParameterizedTest
  @ValueSource(strings = {"le", "instance", "Kind", "my.kind", "my-kind"})
  void a_wrong_tag_is_refused(String key) {
    assertThrows(
        IllegalArgumentException.class,
        () -> Counter.builder("ropewalk.a").description("x").tag(key, "v").register(strict));
  }

  @Test
  void a_meter_without_description_is_refused() {
    assertThrows(
        IllegalArgumentException.class, () -> Counter.builder("ropewalk.a").register(strict));
  }

  @Test
  void a_proper_meter_is_taken() {
    Counter.builder("ropewalk.cache.hits")
        .description("Hits")
        .tag("kind_of", "v")
        .register(strict)
        .increment();
    assertEquals(1, strict.get("ropewalk.cache.hits").counter().count());
  }

  @Test
  void without_strictness_a_wrong_meter_is_left_out_and_harmless() {
    try (var registry = new MetricRegistry(new MetricRules(5_000, 10, List.of(), false))) {
      int before = registry.meters().getMeters().size();
      Counter.builder("ropewalk.WRONG").register(registry.meters()).increment();
      assertEquals(before, registry.meters().getMeters().size());
    }
  }

  @Test
  void buckets_must_ascend() {
    List<Duration> descending = List.of(Duration.ofMillis(2), Duration.ofMillis(1));
    assertThrows(
        IllegalArgumentException.class, () -> new MetricRules(5_000, 10, descending, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MetricRules(5_000, 10, List.of(Duration.ZERO), true));
  }
}
