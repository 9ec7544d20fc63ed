package dev.ropewalk.wasm.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a thread that runs a guest for longer than its budget. A guest that is asked politely
 * first, through its progress callback, never meets it; the instance of one that does is dropped.
 */
public final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  public Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ropewalk-watchdog").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Watches the current thread until the guard is closed, on that same thread. */
  public Guard watch(Duration budget) {
    return new Guard(Thread.currentThread(), budget);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One watched call. */
  public final class Guard implements AutoCloseable {
    private final Thread watched;
    private final ScheduledFuture<?> alarm;

    @GuardedBy("this")
    private boolean over;

    private Guard(Thread watched, Duration budget) {
      this.watched = watched;
      alarm = timer.schedule(this::bark, budget.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void bark() {
      if (!over) {
        watched.interrupt();
      }
    }

    /** Ends the watch; an interrupt that came too late is taken back. */
    @Override
    public void close() {
      alarm.cancel(false);
      synchronized (this) {
        over = true;
      }
      Thread.interrupted();
    }
  }
}
