package dev.ropewalk.wasm.abi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Budgets;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Interrupts guests that take more wall time, processor time or allocation than they may. */
final class BudgetWatch implements AutoCloseable {
  /*
   * One thread looks at all running calls every TICK; a call costs two uncontended locks, where a
   * timer for each would cost more than a small call does. What a thread used is counted from the
   * first look, so a budget is kept to within a tick. The time that the host takes to answer is
   * not the guest's. With nothing to watch, the thread parks.
   *
   * `parked` and `running` are a Dekker pair: the watch sets the one and looks at the other, a
   * beginning call the other way round.
   */
  private static final long TICK_NANOS = 4_000_000L;

  /** Looks without a running call, after which the thread parks. */
  private static final int IDLE_TICKS = 250;

  private static final com.sun.management.@Nullable ThreadMXBean THREADS =
      ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
          ? threads
          : null;

  private final LongSupplier clock;
  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final Thread ticker;
  private volatile boolean parked;
  private volatile boolean closed;

  BudgetWatch(LongSupplier clock) {
    this.clock = clock;
    this.ticker =
        Thread.ofPlatform().daemon().name("ropewalk-extension-watch").unstarted(this::tick);
    ticker.start();
  }

  /** Processor time of the current thread in nanoseconds. */
  static long cpuNanos() {
    return THREADS == null ? 0 : Math.max(0, THREADS.getCurrentThreadCpuTime());
  }

  /** What the current thread allocated until now, in bytes. */
  static long allocatedBytes() {
    return THREADS == null ? 0 : Math.max(0, THREADS.getCurrentThreadAllocatedBytes());
  }

  /** The current thread will run guests. */
  Watched register() {
    var watched = new Watched(Thread.currentThread());
    all.add(watched);
    return watched;
  }

  private void tick() {
    int idle = 0;
    while (!closed) {
      boolean busy = false;
      for (Watched each : all) {
        busy |= each.look();
      }
      idle = busy ? 0 : idle + 1;
      if (idle < IDLE_TICKS) {
        LockSupport.parkNanos(this, TICK_NANOS);
      } else {
        parked = true;
        if (all.stream().noneMatch(each -> each.running)) {
          LockSupport.park(this);
        }
        parked = false;
        idle = 0;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
  }

  /** A thread that runs guests, one call after another. */
  final class Watched implements AutoCloseable {
    private final Thread thread;
    private volatile boolean running;

    @GuardedBy("this")
    private @Nullable Budgets budgets;

    @GuardedBy("this")
    private long startedAt;

    @GuardedBy("this")
    private long pausedAt;

    @GuardedBy("this")
    private boolean paused;

    @GuardedBy("this")
    private boolean based;

    @GuardedBy("this")
    private long cpuBase;

    @GuardedBy("this")
    private long allocationBase;

    @GuardedBy("this")
    private @Nullable GuestException why;

    private Watched(Thread thread) {
      this.thread = thread;
    }

    /** A call begins, on this thread. */
    void begin(Budgets allowed) {
      synchronized (this) {
        budgets = allowed;
        startedAt = clock.getAsLong();
        paused = false;
        based = false;
        why = null;
      }
      running = true;
      if (parked) {
        LockSupport.unpark(ticker);
      }
    }

    /** The guest waits for the host. */
    synchronized void pause() {
      paused = true;
      pausedAt = clock.getAsLong();
    }

    /** The guest goes on; answers how long it waited, in nanoseconds. */
    synchronized long resume() {
      long waited = clock.getAsLong() - pausedAt;
      paused = false;
      startedAt += waited;
      return waited;
    }

    /** Stops the call, if one runs and nothing did before. */
    synchronized void stop(GuestException reason) {
      if (running && why == null) {
        why = reason;
        thread.interrupt();
      }
    }

    /** The call ended, on this thread; answers why it was stopped, or null. */
    @Nullable GuestException end() {
      running = false;
      synchronized (this) {
        var unused = Thread.interrupted();
        return why;
      }
    }

    private boolean look() {
      if (!running) {
        return false;
      }
      GuestException over;
      synchronized (this) {
        over = paused || why != null ? null : over();
      }
      if (over != null) {
        stop(over);
      }
      return true;
    }

    @GuardedBy("this")
    private @Nullable GuestException over() {
      Budgets allowed = budgets;
      if (allowed == null) {
        return null;
      }
      if (clock.getAsLong() - startedAt > allowed.wall().toNanos()) {
        return timedOut("wall", allowed.wall().toMillis());
      }
      if (THREADS == null) {
        return null;
      }
      long cpu = THREADS.getThreadCpuTime(thread.threadId());
      long allocation = THREADS.getThreadAllocatedBytes(thread.threadId());
      if (!based) {
        based = true;
        cpuBase = cpu;
        allocationBase = allocation;
      }
      if (cpu - cpuBase > allowed.cpu().toNanos()) {
        return timedOut("processor", allowed.cpu().toMillis());
      }
      return allocation - allocationBase > allowed.allocatedBytes() ? overAllocated(allowed) : null;
    }

    private static GuestException timedOut(String what, long millis) {
      return new GuestException(
          GuestException.Code.TIMED_OUT,
          "The extension ran over its budget of " + millis + " ms of " + what + " time");
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  static GuestException overAllocated(Budgets allowed) {
    return new GuestException(
        GuestException.Code.OUT_OF_MEMORY,
        "The extension made the host allocate more than " + allowed.allocatedBytes() + " bytes");
  }
}
