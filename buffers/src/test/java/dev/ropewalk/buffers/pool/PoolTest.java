package dev.ropewalk.buffers.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PoolTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Buffers buffers = new Buffers();
  private final List<Throwable> told = new ArrayList<>();
  private Pool<StringBuilder> pool = pool(3, 2, Duration.ZERO);

  /** Makes string builders, and fails when told to. */
  private static final class Buffers implements PooledType<StringBuilder> {
    private final List<StringBuilder> discarded = new ArrayList<>();
    private @Nullable RuntimeException createFails;
    private @Nullable Throwable resetFails;
    private @Nullable RuntimeException discardFails;

    @Override
    public StringBuilder create() {
      if (createFails != null) {
        throw createFails;
      }
      return new StringBuilder();
    }

    @Override
    public void reset(StringBuilder object) {
      if (resetFails instanceof RuntimeException e) {
        throw e;
      } else if (resetFails instanceof Error e) {
        throw e;
      }
      object.setLength(0);
    }

    @Override
    public long retainedBytes(StringBuilder object) {
      return object.capacity();
    }

    @Override
    public void discard(StringBuilder object) {
      discarded.add(object);
      if (discardFails != null) {
        throw discardFails;
      }
    }
  }

  private Pool<StringBuilder> pool(int maxLeased, int maxIdle, Duration maxWait) {
    PoolListener listener =
        new PoolListener() {
          @Override
          public void failed(Throwable failure) {
            told.add(failure);
          }
        };
    return new Pool<>(buffers, new PoolLimits(maxLeased, maxIdle, 100, maxWait, 2, 0), listener);
  }

  @AfterEach
  void invariants_hold() {
    pool.checkInvariants();
  }

  @Test
  void the_last_to_come_back_is_leased_first_and_is_clean() throws InterruptedException {
    Lease<StringBuilder> a = pool.tryLease().orElseThrow();
    Lease<StringBuilder> b = pool.tryLease().orElseThrow();
    StringBuilder ofA = a.get();
    StringBuilder ofB = b.get();
    assertNotSame(ofA, ofB);
    ofB.append("secret");
    a.close();
    b.close();
    // Two stripes of one object each: this thread's own is the first's.
    try (Lease<StringBuilder> c = pool.lease();
        Lease<StringBuilder> d = pool.lease();
        Lease<StringBuilder> e = pool.lease()) {
      assertSame(ofA, c.get());
      assertSame(ofB, d.get());
      assertEquals("", d.get().toString());
      assertNotSame(ofA, e.get());
      assertEquals(new PoolStatistics(3, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0), pool.statistics());
    }
    assertEquals(new PoolStatistics(0, 2, 0, 2, 3, 1, 0, 0, 0, 0, 0), pool.statistics());
    pool.discardIdle();
    assertEquals(new PoolStatistics(0, 0, 0, 2, 3, 3, 0, 0, 0, 0, 0), pool.statistics());
    assertEquals(3, buffers.discarded.size());
  }

  @Test
  void within_a_stripe_the_hottest_object_comes_first() {
    var stripe = new IdleStripes<String>(1, 3);
    assertTrue(stripe.add("a") && stripe.add("b") && stripe.add("c"));
    assertEquals(false, stripe.add("d"));
    stripe.checkInvariants();
    assertEquals("c", stripe.take());
    assertTrue(stripe.add("e"));
    assertEquals("e", stripe.take());
    assertEquals("b", stripe.take());
    stripe.checkInvariants();
    assertEquals("a", stripe.take());
    assertEquals(null, stripe.take());
  }

  @Test
  void no_more_than_the_bound_are_leased() {
    List<Lease<StringBuilder>> leases = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      leases.add(pool.tryLease().orElseThrow());
    }
    assertEquals(Optional.empty(), pool.tryLease());
    PoolExhaustedException e = assertThrows(PoolExhaustedException.class, this::leaseAndClose);
    assertEquals(3, e.maxLeased());
    assertEquals(1, pool.statistics().waits());
    assertEquals(2, pool.statistics().timeouts());
    leases.removeLast().close();
    leaseAndClose();
    leases.forEach(Lease::close);
  }

  @Test
  void who_waits_gets_what_comes_back() throws Exception {
    pool = pool(1, 1, LONG);
    Lease<StringBuilder> held = pool.tryLease().orElseThrow();
    StringBuilder object = held.get();
    var got = new CompletableFuture<StringBuilder>();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Lease<StringBuilder> lease = pool.lease()) {
                    got.complete(lease.get());
                  } catch (InterruptedException e) {
                    got.completeExceptionally(e);
                  }
                });
    awaitWaiting();
    held.close();
    assertSame(object, got.get(1, TimeUnit.MINUTES));
    waiter.join();
    assertEquals(new PoolStatistics(0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0), pool.statistics());
  }

  @Test
  void who_is_interrupted_while_waiting_leases_nothing() throws Exception {
    pool = pool(1, 1, LONG);
    Lease<StringBuilder> held = pool.tryLease().orElseThrow();
    var interrupted = new CountDownLatch(1);
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Lease<StringBuilder> lease = pool.lease()) {
                    lease.get().append("unexpected");
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                });
    awaitWaiting();
    waiter.interrupt();
    assertTrue(interrupted.await(1, TimeUnit.MINUTES));
    waiter.join();
    assertEquals("", held.get().toString());
    held.close();
    assertEquals(0, pool.statistics().leased());
  }

  @Test
  void what_cannot_be_made_costs_no_permit() {
    pool = pool(1, 1, Duration.ZERO);
    buffers.createFails = new IllegalStateException("no memory for it");
    for (int i = 0; i < 3; i++) {
      assertSame(
          buffers.createFails, assertThrows(IllegalStateException.class, this::leaseAndClose));
    }
    buffers.createFails = null;
    leaseAndClose();
    assertEquals(new PoolStatistics(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), pool.statistics());
  }

  @Test
  void what_cannot_be_reset_is_let_go_counted_and_told() {
    buffers.resetFails = new IllegalStateException("broken");
    leaseAndClose();
    assertEquals(List.of(buffers.resetFails), told);
    assertEquals(new PoolStatistics(0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0), pool.statistics());
    buffers.discardFails = new IllegalStateException("broken for good");
    leaseAndClose();
    assertEquals(List.of(told.getFirst(), told.getFirst(), buffers.discardFails), told);
    assertEquals(2, buffers.discarded.size());
    assertEquals(3, pool.statistics().failures());
  }

  @Test
  void an_error_in_reset_passes_and_costs_no_permit() {
    pool = pool(1, 1, Duration.ZERO);
    buffers.resetFails = new StackOverflowError("in reset");
    assertSame(buffers.resetFails, assertThrows(StackOverflowError.class, this::leaseAndClose));
    assertEquals(new PoolStatistics(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0), pool.statistics());
    buffers.resetFails = null;
    leaseAndClose();
  }

  @Test
  void what_has_grown_too_large_is_not_kept() {
    try (Lease<StringBuilder> lease = pool.tryLease().orElseThrow()) {
      lease.get().append("x".repeat(101));
    }
    assertEquals(new PoolStatistics(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0), pool.statistics());
  }

  @Test
  void a_lease_closed_twice_is_seen_and_harms_nobody() {
    Lease<StringBuilder> lease = pool.tryLease().orElseThrow();
    lease.close();
    try (Lease<StringBuilder> next = pool.tryLease().orElseThrow()) {
      assertThrows(IllegalStateException.class, lease::close);
      assertThrows(IllegalStateException.class, lease::get);
      next.get().append("x");
      assertEquals(1, pool.statistics().leased());
    }
    assertEquals(new PoolStatistics(0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1), pool.statistics());
  }

  @Test
  void a_leaked_lease_is_found_and_its_place_given_to_another() throws Exception {
    var leaks = new ArrayBlockingQueue<Optional<Throwable>>(2);
    PoolListener listener =
        new PoolListener() {
          @Override
          public void leaked(Optional<Throwable> leasedAt) {
            leaks.add(leasedAt);
          }
        };
    pool = new Pool<>(buffers, new PoolLimits(1, 1, 100, LONG, 1, 2), listener);
    for (int i = 0; i < 2; i++) {
      leak();
      assertEquals(1, pool.statistics().leased());
      Optional<Throwable> leasedAt = Optional.empty();
      boolean found = false;
      for (int attempt = 0; attempt < 600 && !found; attempt++) {
        System.gc();
        Optional<Throwable> leak = leaks.poll(100, TimeUnit.MILLISECONDS);
        found = leak != null;
        leasedAt = found ? leak : leasedAt;
      }
      assertTrue(found, "the garbage collector did not find the lease");
      // Every second one knows where it was leased.
      assertEquals(i == 1, leasedAt.isPresent());
      boolean namesThisTest =
          leasedAt.stream()
              .flatMap(site -> List.of(site.getStackTrace()).stream())
              .anyMatch(frame -> frame.getMethodName().equals("leak"));
      assertEquals(i == 1, namesThisTest);
    }
    assertEquals(new PoolStatistics(0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0), pool.statistics());
  }

  @Test
  void bounds_without_sense_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(0, 1, 1, LONG, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(1, -1, 1, LONG, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(1, 1, -1, LONG, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(1, 1, 1, LONG, 3, 0));
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(1, 1, 1, LONG, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new PoolLimits(1, 1, 1, LONG.negated(), 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PoolLimits(1, 1, 1, LONG, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> new ScratchPool(1000, 1, 1));
  }

  @Test
  void scratch_arrays_beyond_the_bound_are_made_and_not_kept() {
    var scratch = new ScratchPool(ScratchPool.MIN_ARRAY_BYTES, 1, 1);
    try (Lease<byte[]> a = scratch.lease();
        Lease<byte[]> b = scratch.lease()) {
      assertEquals(scratch.arrayBytes(), a.get().length);
      assertEquals(scratch.arrayBytes(), b.get().length);
      assertNotSame(a.get(), b.get());
    }
    assertEquals(new PoolStatistics(0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0), scratch.statistics());
    scratch.discardIdle();
    assertEquals(0, scratch.statistics().idle());
  }

  private void leaseAndClose() {
    try (Lease<StringBuilder> lease = pool.lease()) {
      lease.get().append('x');
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void leak() {
    pool.tryLease().orElseThrow().get().append("leaked");
  }

  private void awaitWaiting() {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (pool.statistics().waiting() == 0) {
      assertTrue(System.nanoTime() < deadline, "nobody came to wait");
      Thread.onSpinWait();
    }
  }
}
