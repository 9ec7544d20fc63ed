package dev.ropewalk.buffers.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Explores the interleavings of small scenarios. {@code -Dropewalk.lincheck=N} explores N times as
 * many scenarios.
 */
final class PoolLincheckTest {
  private static final int SCENARIOS = 2 * Integer.getInteger("ropewalk.lincheck", 1);
  private static final int INVOCATIONS = 100;

  /** A stripe is a bounded stack. */
  public static class Stack {
    private final IdleStripes<Integer> stripe = new IdleStripes<>(1, 2);

    @Operation
    public boolean add(int object) {
      return stripe.add(object);
    }

    @Operation
    public @Nullable Integer take() {
      return stripe.take();
    }
  }

  /** A pool grants leases up to its bound, and no object twice at one time. */
  public static class Leases {
    private final Pool<int[]> pool =
        new Pool<>(
            () -> new int[1], new PoolLimits(2, 1, 0, Duration.ZERO, 1, 0), PoolListener.none());
    // Each thread has leases of its own, so that an operation is one step of the pool.
    private final List<Deque<Lease<int[]>>> open =
        List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

    @Operation
    public boolean lease(@Param(gen = ThreadIdGen.class) int thread) {
      Optional<Lease<int[]>> lease = pool.tryLease();
      lease.ifPresent(open.get(thread % 4)::addLast);
      return lease.isPresent();
    }

    @Operation
    public boolean close(@Param(gen = ThreadIdGen.class) int thread) {
      Lease<int[]> lease = open.get(thread % 4).pollLast();
      if (lease != null) {
        lease.close();
      }
      return lease != null;
    }

    @Validate
    public void validate() {
      pool.checkInvariants();
      var objects = new ArrayList<int[]>();
      for (Deque<Lease<int[]>> leases : open) {
        for (Lease<int[]> lease : leases) {
          // Arrays are equal when they are the same.
          if (objects.contains(lease.get())) {
            throw new AssertionError("one object is leased twice");
          }
          objects.add(lease.get());
        }
      }
      if (pool.statistics().leased() != objects.size()) {
        throw new AssertionError(pool.statistics() + " of " + objects.size());
      }
    }
  }

  @Test
  void a_stripe_is_a_linearizable_stack_by_model_checking() {
    checkByModel(Stack.class);
  }

  @Test
  void a_stripe_is_a_linearizable_stack_under_stress() {
    stress(Stack.class);
  }

  @Test
  void leases_are_bounded_and_exclusive_by_model_checking() {
    checkByModel(Leases.class);
  }

  @Test
  void leases_are_bounded_and_exclusive_under_stress() {
    stress(Leases.class);
  }

  private static void checkByModel(Class<?> scenario) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(SCENARIOS)
        .invocationsPerIteration(INVOCATIONS)
        .check(scenario);
  }

  private static void stress(Class<?> scenario) {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(SCENARIOS)
        .invocationsPerIteration(INVOCATIONS)
        .check(scenario);
  }
}
