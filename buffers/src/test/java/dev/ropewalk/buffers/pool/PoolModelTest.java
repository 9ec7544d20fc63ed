package dev.ropewalk.buffers.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Randomized;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Random use of pools by one thread against a list, and by many against the rule of one owner. */
final class PoolModelTest {
  /** An object that knows whether it is clean and who has it. */
  private static final class Tool {
    final AtomicInteger users = new AtomicInteger();
    int dirt;
    boolean broken;
    boolean discarded;
  }

  private static final PooledType<Tool> TOOLS =
      new PooledType<>() {
        @Override
        public Tool create() {
          return new Tool();
        }

        @Override
        public void reset(Tool object) {
          if (object.broken) {
            throw new IllegalStateException("broken");
          }
        }

        @Override
        public long retainedBytes(Tool object) {
          return object.dirt;
        }

        @Override
        public void discard(Tool object) {
          assertEquals(false, object.discarded, "discarded twice");
          object.discarded = true;
        }
      };

  @Test
  void one_thread_sees_what_a_list_of_idle_objects_says() {
    Randomized.rounds(
        2000,
        random -> {
          int maxLeased = 1 + random.nextInt(5);
          int maxIdle = random.nextInt(4);
          var pool =
              new Pool<>(
                  TOOLS,
                  new PoolLimits(maxLeased, maxIdle, 100, Duration.ZERO, 1, 0),
                  PoolListener.none());
          // One stripe, so that the order is that of one stack.
          var idle = new ArrayList<Tool>();
          var leases = new ArrayList<Lease<Tool>>();
          for (int step = 0; step < 60; step++) {
            if (random.nextInt(20) == 0) {
              pool.discardIdle();
              assertTrue(idle.stream().allMatch(tool -> tool.discarded));
              idle.clear();
            } else if (random.nextBoolean()) {
              Optional<Lease<Tool>> lease = pool.tryLease();
              assertEquals(leases.size() < maxLeased, lease.isPresent());
              lease.ifPresent(
                  one -> {
                    assertTrue(
                        idle.isEmpty() ? one.get().dirt == 0 : idle.removeLast() == one.get());
                    leases.add(one);
                  });
            } else if (!leases.isEmpty()) {
              Lease<Tool> lease = leases.remove(random.nextInt(leases.size()));
              Tool tool = lease.get();
              tool.dirt += random.nextInt(4) == 0 ? 60 : 0;
              tool.broken = random.nextInt(8) == 0;
              lease.close();
              boolean kept = !tool.broken && tool.dirt <= 100 && idle.size() < maxIdle;
              assertEquals(!kept, tool.discarded);
              if (kept) {
                idle.add(tool);
              }
            }
            pool.checkInvariants();
            assertEquals(idle.size(), pool.statistics().idle());
            assertEquals(leases.size(), pool.statistics().leased());
          }
          leases.forEach(Lease::close);
        });
  }

  @Test
  void of_many_threads_no_two_have_one_object_and_no_more_than_the_bound_have_any()
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService carriers = Executors.newFixedThreadPool(4)) {
      Randomized.rounds(
          60,
          random -> {
            int maxLeased = 1 + random.nextInt(4);
            var limits =
                new PoolLimits(
                    maxLeased,
                    random.nextInt(4),
                    1000,
                    Duration.ofMinutes(1),
                    1 << random.nextInt(3),
                    7);
            var pool = new Pool<>(TOOLS, limits, PoolListener.none());
            var inUse = new AtomicInteger();
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              long seed = random.nextLong();
              tasks.add(() -> use(pool, maxLeased, inUse, new Random(seed)));
            }
            ExecutorService executor = random.nextBoolean() ? threads : carriers;
            long used = 0;
            for (Future<Long> future : executor.invokeAll(tasks)) {
              used += get(future);
            }
            pool.checkInvariants();
            PoolStatistics now = pool.statistics();
            assertEquals(0, now.leased());
            assertEquals(used, now.hits() + now.misses());
            assertEquals(0, now.leaks());
          });
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields to let others in, and relies on nothing
  private static long use(Pool<Tool> pool, int maxLeased, AtomicInteger inUse, Random random)
      throws InterruptedException {
    long used = 0;
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(50) == 0) {
        pool.discardIdle();
      }
      try (Lease<Tool> lease = pool.lease()) {
        used++;
        Tool tool = lease.get();
        assertEquals(1, tool.users.incrementAndGet(), "two users of one object");
        assertTrue(inUse.incrementAndGet() <= maxLeased, "more than " + maxLeased + " in use");
        assertEquals(false, tool.discarded);
        tool.dirt += random.nextInt(100);
        tool.broken = random.nextInt(20) == 0;
        if (random.nextInt(4) == 0) {
          Thread.yield();
        }
        inUse.decrementAndGet();
        tool.users.decrementAndGet();
      }
    }
    return used;
  }

  private static long get(Future<Long> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
