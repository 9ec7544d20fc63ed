package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryPolicyTest {
  private static final EngineTuning TUNING =
      new EngineTuning(1000, 1 << 20, 1 << 20, 2, 100, 0, 5000, 4);

  private final AtomicInteger runs = new AtomicInteger();
  private final Query<Integer> length =
      new Query<>() {
        @Override
        public String id() {
          return "length";
        }

        @Override
        public Codec<Integer> codec() {
          return Graph.INT;
        }

        @Override
        public Integer compute(String argument, Reads reads) {
          runs.incrementAndGet();
          return argument.length();
        }

        @Override
        public int weightBytes(Integer value, int encodedBytes) {
          return 1 << 10;
        }
      };

  private Engine engine(MemoryPolicy policy) {
    return new Engine(TUNING, policy, Runnable::run, EngineListener.NONE, ResultStore.NONE);
  }

  private int ask(Engine engine, String argument) {
    try (Run run = engine.begin()) {
      return run.get(length, argument);
    }
  }

  @Test
  void the_share_falls_fast_under_pressure_and_comes_back_slowly() {
    double[] occupancy = {0.5};
    var pressure = new HeapPressure(() -> occupancy[0], 0.8);
    assertEquals(1, pressure.share());
    occupancy[0] = 0.81;
    assertEquals(0.5, pressure.share());
    assertEquals(0.25, pressure.share());
    for (int i = 0; i < 20; i++) {
      assertTrue(pressure.share() > 0);
    }
    occupancy[0] = 0.8;
    double before = pressure.share();
    double after = pressure.share();
    assertTrue(before < 0.1 && after > before && after < 0.2);
    assertThrows(IllegalArgumentException.class, () -> new HeapPressure(() -> 0, 0));
  }

  @Test
  void values_give_way_and_answers_stay_right() {
    double[] share = {1};
    Engine engine =
        engine(
            new MemoryPolicy() {
              @Override
              public double share() {
                return share[0];
              }
            });
    for (int i = 0; i < 100; i++) {
      assertEquals(3, ask(engine, Integer.toString(100 + i)));
    }
    long full = engine.weightBytes();
    share[0] = 1.0 / 64;
    engine.trim();
    assertTrue(engine.weightBytes() < full / 2, engine.weightBytes() + " of " + full);
    assertEquals(100, engine.size(), "what is known of them stays");
    for (int i = 0; i < 100; i++) {
      assertEquals(3, ask(engine, Integer.toString(100 + i)));
    }
  }

  @Test
  void a_kind_that_may_not_lie_unused_goes_and_is_decoded_again() {
    var ages = new AgeByKind(MemoryPolicy.FOR_EVER, Map.of("length", Duration.ZERO));
    Engine engine = engine(MemoryPolicy.strictestOf(List.of(ages, MemoryPolicy.BY_WEIGHT)));
    assertEquals(1, ask(engine, "x"));
    engine.trim();
    assertEquals(1, ask(engine, "x"));
    assertEquals(1, runs.get(), "it came back from its bytes");
    assertEquals(Duration.ZERO, ages.maxIdle("length"));
    assertEquals(MemoryPolicy.FOR_EVER, ages.maxIdle("other"));
  }
}
