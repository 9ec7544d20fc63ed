package dev.ropewalk.buffers.pool;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool. Objects are made when asked for and none is idle; those that come back are reset
 * and kept, up to a bound; the last to come back is the first to be leased again.
 *
 * @param <T> the type of the objects
 */
public final class Pool<T> implements PoolMetric {
  /*
   * A semaphore bounds what is leased, stripes (IdleStripes) hold what is idle, and nothing else is
   * shared but counters. Life of an object: created or taken from a stripe by whoever has a permit;
   * leased; reset by whoever returns it; added to a stripe, and only then is the permit released, so
   * that a waiting thread finds the object and does not make another.
   *
   *   P1  At most maxLeased objects are leased, and at most maxIdle idle.
   *   P2  An object is leased once or idle once, or the pool does not know it: so no two users have it.
   *   P3  An idle object was reset without an exception and retains at most maxRetainedBytes.
   *   P4  A permit is released exactly once for each lease: on closing or when the lease is garbage.
   *   P5  At rest, objects made = leased + idle + discarded + leaked.
   *
   * A leaked object is never pooled again, though the lease is garbage: somebody may have kept the
   * object itself. Its permit is released, or leaks would stop the pool: for such users maxLeased is
   * exceeded by as many objects as they kept.
   *
   * Every lease is known to a Cleaner, at some 100 bytes and most of the nanoseconds that a lease takes
   * (README.md); where it was leased is only kept for a sample, since a stack trace costs far more.
   */

  private final PooledType<T> type;
  private final PoolLimits limits;
  private final PoolListener listener;
  private final Semaphore permits;
  private final IdleStripes<T> idle;
  private final Lease.Home<T> home = new Home();
  private final AtomicLong sampled = new AtomicLong();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder discards = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder leaks = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder doubleCloses = new LongAdder();

  /** Makes an empty pool. */
  public Pool(PooledType<T> type, PoolLimits limits, PoolListener listener) {
    this.type = type;
    this.limits = limits;
    this.listener = listener;
    permits = new Semaphore(limits.maxLeased());
    idle = new IdleStripes<>(limits.stripes(), limits.maxIdle());
  }

  /**
   * Leases an object, waiting for one to come back if the bound is reached.
   *
   * @throws PoolExhaustedException when none did within the limits' wait
   * @throws InterruptedException when interrupted while waiting; nothing is leased then
   */
  @MustBeClosed
  public Lease<T> lease() throws InterruptedException {
    if (!permits.tryAcquire()) {
      waits.increment();
      if (!permits.tryAcquire(limits.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
        timeouts.increment();
        throw new PoolExhaustedException(limits.maxLeased(), limits.maxWait());
      }
    }
    return leaseWithPermit();
  }

  /** Leases an object, or none when the bound is reached. */
  public Optional<Lease<T>> tryLease() {
    if (!permits.tryAcquire()) {
      timeouts.increment();
      return Optional.empty();
    }
    return Optional.of(leaseWithPermit());
  }

  /** Lets go of all idle objects, as when memory is short. */
  public void discardIdle() {
    for (T object = idle.take(); object != null; object = idle.take()) {
      discard(object);
    }
  }

  @Override
  public PoolStatistics statistics() {
    return new PoolStatistics(
        limits.maxLeased() - permits.availablePermits(),
        idle.size(),
        permits.getQueueLength(),
        hits.sum(),
        misses.sum(),
        discards.sum(),
        failures.sum(),
        leaks.sum(),
        waits.sum(),
        timeouts.sum(),
        doubleCloses.sum());
  }

  /** Checks what holds at rest, when no thread is inside this pool. */
  void checkInvariants() {
    idle.checkInvariants();
    PoolStatistics now = statistics();
    if (now.leased() < 0 || now.leased() > limits.maxLeased() || now.idle() > limits.maxIdle()) {
      throw new AssertionError("P1: " + now + " within " + limits);
    }
    if (now.misses() != now.leased() + now.idle() + now.discards() + now.leaks()) {
      throw new AssertionError("P5: " + now);
    }
  }

  private Lease<T> leaseWithPermit() {
    boolean leased = false;
    try {
      T object = idle.take();
      if (object == null) {
        object = type.create();
        misses.increment();
      } else {
        hits.increment();
      }
      var lease = new Lease<>(home, object, sampledSite());
      leased = true;
      return lease;
    } finally {
      if (!leased) {
        permits.release();
      }
    }
  }

  private @Nullable Throwable sampledSite() {
    int every = limits.leakSampling();
    return every > 0 && sampled.incrementAndGet() % every == 0
        ? new Throwable("leased here")
        : null;
  }

  /** Resets an object and keeps it, or lets it go. */
  private void restore(T object) {
    boolean kept = false;
    try {
      type.reset(object);
      kept = type.retainedBytes(object) <= limits.maxRetainedBytes() && idle.add(object);
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      // Also when an Error passes.
      if (!kept) {
        discard(object);
      }
    }
  }

  private void discard(T object) {
    discards.increment();
    try {
      type.discard(object);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException e) {
    failures.increment();
    listener.failed(e);
  }

  private final class Home implements Lease.Home<T> {
    @Override
    public void giveBack(T object) {
      try {
        restore(object);
      } finally {
        permits.release();
      }
    }

    @Override
    public void leaked(@Nullable Throwable leasedAt) {
      leaks.increment();
      permits.release();
      listener.leaked(Optional.ofNullable(leasedAt));
    }

    @Override
    public void closedTwice() {
      doubleCloses.increment();
    }
  }
}
