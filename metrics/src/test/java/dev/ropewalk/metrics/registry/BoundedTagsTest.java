package dev.ropewalk.metrics.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class BoundedTagsTest {
  private static Counter counter(MetricRegistry registry, String value) {
    return Counter.builder("ropewalk.sample.events")
        .description("Events")
        .tag("kind", value)
        .register(registry.meters());
  }

  @Test
  void a_million_distinct_values_make_a_bounded_number_of_series() {
    try (var registry = new MetricRegistry(new MetricRules(5_000, 50, List.of(), true))) {
      int million = 1_000_000;
      for (int i = 0; i < million; i++) {
        counter(registry, "value " + i).increment();
      }
      List<Counter> counters =
          List.copyOf(registry.meters().find("ropewalk.sample.events").counters());
      assertEquals(51, counters.size());
      assertEquals(million, counters.stream().mapToDouble(Counter::count).sum());
      assertEquals(million - 50, counter(registry, BoundedTags.OTHER).count());
      assertEquals(million - 50, registry.tags().replacedValues());
      registry.tags().checkInvariants();
    }
  }

  @Test
  void combinations_of_values_stay_within_the_number_of_meters() {
    try (var registry = new MetricRegistry(new MetricRules(500, 50, List.of(), true))) {
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          Counter.builder("ropewalk.sample.pairs")
              .description("Pairs")
              .tag("first", "f" + i)
              .tag("second", "s" + j)
              .register(registry.meters())
              .increment();
        }
      }
      assertTrue(registry.meters().getMeters().size() <= 500);
    }
  }

  @Test
  void a_long_value_is_never_a_label() {
    var tags = new BoundedTags(10);
    String longest = "x".repeat(BoundedTags.MAX_VALUE_CHARACTERS);
    assertEquals(longest, tags.bounded("m", "k", longest));
    assertEquals(BoundedTags.OTHER, tags.bounded("m", "k", longest + "x"));
  }

  @Test
  void meters_and_tags_do_not_share_their_bounds() {
    var tags = new BoundedTags(1);
    assertEquals("a", tags.bounded("m", "k", "a"));
    assertEquals("b", tags.bounded("m", "l", "b"));
    assertEquals("c", tags.bounded("n", "k", "c"));
    assertEquals(BoundedTags.OTHER, tags.bounded("m", "k", "d"));
    assertEquals("a", tags.bounded("m", "k", "a"));
  }

  @Test
  void the_first_values_of_each_tag_are_kept_and_no_others() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int max = 1 + random.nextInt(5);
      var tags = new BoundedTags(max);
      Map<String, Set<String>> model = new HashMap<>();
      for (int step = 0; step < 100; step++) {
        String meter = "m" + random.nextInt(2);
        String key = "k" + random.nextInt(2);
        String value = "v" + random.nextInt(12);
        Set<String> kept = model.computeIfAbsent(meter + key, _ -> new HashSet<>());
        boolean expected = kept.contains(value) || (kept.size() < max && kept.add(value));
        assertEquals(
            expected ? value : BoundedTags.OTHER,
            tags.bounded(meter, key, value),
            "-Dropewalk.seed=" + seed);
        tags.checkInvariants();
      }
    }
  }

  @Test
  void threads_together_keep_the_bound() throws Exception {
    var tags = new BoundedTags(100);
    Set<String> kept = ConcurrentHashMap.newKeySet();
    int threads = 8;
    var start = new CountDownLatch(1);
    var done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int offset = t;
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                for (int i = 0; i < 2000; i++) {
                  kept.add(tags.bounded("m", "k", "v" + (i + offset) % 1000));
                }
                done.countDown();
              });
    }
    start.countDown();
    done.await();
    tags.checkInvariants();
    kept.remove(BoundedTags.OTHER);
    assertEquals(100, kept.size());
  }

  @Test
  void a_bound_below_one_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new BoundedTags(0));
    assertThrows(IllegalArgumentException.class, () -> new MetricRules(5_000, 0, List.of(), true));
    assertThrows(IllegalArgumentException.class, () -> new MetricRules(0, 10, List.of(), true));
  }

  @Test
  void an_empty_value_is_a_value() {
    var tags = new BoundedTags(1);
    assertEquals("", tags.bounded("m", "k", ""));
    assertNotEquals("a", tags.bounded("m", "k", "a"));
    assertTrue(tags.replacedValues() > 0);
  }
}
