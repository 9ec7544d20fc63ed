package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CaffeineAnalysisCacheTest {
  private record Value(String says, long weightBytes) implements Weighed {}

  private final CaffeineAnalysisCache cache = new CaffeineAnalysisCache(1_000, Runnable::run);

  private static AnalysisKey key(int content, String analysis) {
    return new AnalysisKey(new ContentId(content, content, 7), "java", analysis, "");
  }

  private CompletableFuture<Value> get(AnalysisKey key, CompletableFuture<Value> load) {
    return cache.get(key, Value.class, () -> load);
  }

  @Test
  void a_value_is_loaded_once_and_found_afterwards() {
    Value value = new Value("a", 10);
    assertSame(value, get(key(1, "outline"), CompletableFuture.completedFuture(value)).join());
    assertSame(
        value,
        cache
            .get(
                key(1, "outline"),
                Value.class,
                () -> {
                  throw new AssertionError("loaded again");
                })
            .join());
    var counts = cache.statistics().byAnalysis().get("outline");
    assertEquals(1, counts.hits());
    assertEquals(1, counts.misses());
    cache.checkInvariants();
  }

  @Test
  void those_who_ask_while_it_loads_share_the_load() {
    CompletableFuture<Value> load = new CompletableFuture<>();
    var first = get(key(1, "x"), load);
    var second = get(key(1, "x"), new CompletableFuture<>());
    assertEquals(1, cache.statistics().loading());
    Value value = new Value("a", 10);
    load.complete(value);
    assertSame(value, first.join());
    assertSame(value, second.join());
    assertEquals(1, cache.statistics().byAnalysis().get("x").joins());
    assertEquals(0, cache.statistics().loading());
  }

  @Test
  void a_failure_reaches_those_who_waited_and_is_not_kept() {
    CompletableFuture<Value> load = new CompletableFuture<>();
    var first = get(key(1, "x"), load);
    var second = get(key(1, "x"), new CompletableFuture<>());
    load.completeExceptionally(new IllegalStateException("trapped"));
    for (var waiter : List.of(first, second)) {
      var failure = assertThrows(CompletionException.class, waiter::join);
      assertInstanceOf(IllegalStateException.class, failure.getCause());
    }
    Value value = new Value("b", 10);
    assertSame(value, get(key(1, "x"), CompletableFuture.completedFuture(value)).join());
    assertEquals(1, cache.statistics().byAnalysis().get("x").failures());
  }

  @Test
  void a_loader_that_throws_counts_as_a_failed_load() {
    var failed =
        cache.get(
            key(1, "x"),
            Value.class,
            () -> {
              throw new IllegalStateException("no session");
            });
    assertThrows(CompletionException.class, failed::join);
    assertEquals(0, cache.statistics().loading());
  }

  @Test
  void the_load_is_cancelled_when_the_last_waiter_leaves() {
    CompletableFuture<Value> load = new CompletableFuture<>();
    var first = get(key(1, "x"), load);
    var second = get(key(1, "x"), new CompletableFuture<>());
    first.cancel(true);
    assertFalse(load.isCancelled());
    second.cancel(true);
    assertTrue(load.isCancelled());
    assertEquals(0, cache.statistics().loading());
    cache.checkInvariants();
  }

  @Test
  void a_new_load_starts_after_an_abandoned_one() {
    var first = get(key(1, "x"), new CompletableFuture<>());
    first.cancel(true);
    Value value = new Value("b", 10);
    assertSame(value, get(key(1, "x"), CompletableFuture.completedFuture(value)).join());
  }

  @Test
  void what_is_invalidated_while_it_loads_is_not_kept() {
    CompletableFuture<Value> load = new CompletableFuture<>();
    AnalysisKey key = key(1, "x");
    var waiter = get(key, load);
    cache.invalidate(key.content(), "java");
    Value fresh = new Value("fresh", 10);
    assertSame(fresh, get(key, CompletableFuture.completedFuture(fresh)).join());
    load.complete(new Value("stale", 10));
    assertEquals("stale", waiter.join().says());
    assertEquals("fresh", cache.peek(key, Value.class).orElseThrow().says());
  }

  @Test
  void invalidation_spares_other_texts_and_languages() {
    Value value = new Value("a", 1);
    for (int content = 1; content <= 2; content++) {
      var unused = get(key(content, "x"), CompletableFuture.completedFuture(value)).join();
    }
    cache.invalidate(key(1, "x").content(), "java");
    cache.invalidate(key(2, "x").content(), "python");
    assertTrue(cache.peek(key(1, "x"), Value.class).isEmpty());
    assertTrue(cache.peek(key(2, "x"), Value.class).isPresent());
  }

  @Test
  void the_weight_stays_within_its_bound() {
    for (int content = 0; content < 200; content++) {
      var unused =
          get(key(content, "x"), CompletableFuture.completedFuture(new Value("v", 100))).join();
    }
    cache.checkInvariants();
    assertTrue(cache.statistics().byAnalysis().get("x").evictions() >= 190);
  }

  @Test
  void random_operations_agree_with_a_model_that_never_forgets() {
    Randomized.rounds(
        random -> {
          var large = new CaffeineAnalysisCache(1_000_000, Runnable::run);
          Map<AnalysisKey, String> kept = new HashMap<>();
          Map<AnalysisKey, List<CompletableFuture<Value>>> waiters = new HashMap<>();
          Map<AnalysisKey, CompletableFuture<Value>> loads = new HashMap<>();
          for (int step = 0; step < 300; step++) {
            AnalysisKey key = key(random.nextInt(4), "x");
            switch (random.nextInt(5)) {
              case 0, 1 -> {
                CompletableFuture<Value> load = new CompletableFuture<>();
                AtomicInteger called = new AtomicInteger();
                var future =
                    large.get(
                        key,
                        Value.class,
                        () -> {
                          called.incrementAndGet();
                          return load;
                        });
                if (kept.containsKey(key)) {
                  assertEquals(kept.get(key), future.join().says());
                } else {
                  assertEquals(loads.containsKey(key) ? 0 : 1, called.get());
                  loads.putIfAbsent(key, load);
                  waiters.computeIfAbsent(key, k -> new ArrayList<>()).add(future);
                }
              }
              case 2 -> {
                CompletableFuture<Value> load = loads.remove(key);
                if (load != null) {
                  String says = "v" + step;
                  load.complete(new Value(says, 1));
                  kept.put(key, says);
                  waiters.remove(key).forEach(w -> assertEquals(says, w.join().says()));
                }
              }
              case 3 -> {
                CompletableFuture<Value> load = loads.remove(key);
                if (load != null) {
                  waiters.remove(key).forEach(w -> w.cancel(true));
                  assertTrue(load.isCancelled());
                }
              }
              default -> {
                large.invalidate(key.content(), "java");
                kept.remove(key);
                loads.remove(key);
                waiters.remove(key);
              }
            }
            large.checkInvariants();
            assertEquals(loads.size(), large.statistics().loading());
          }
        });
  }

  @Test
  void many_threads_get_one_value_for_each_key() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    List<Future<Value>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        AnalysisKey key = key(i % 8, "x");
        all.add(threads.submit(() -> cache.get(key, Value.class, () -> load(loads)).join()));
      }
      for (Future<Value> one : all) {
        assertTrue(one.get().says().startsWith("v"));
      }
    }
    assertEquals(8, loads.get());
    cache.checkInvariants();
  }

  private static CompletableFuture<Value> load(AtomicInteger loads) {
    return CompletableFuture.supplyAsync(() -> new Value("v" + loads.incrementAndGet(), 1));
  }
}
