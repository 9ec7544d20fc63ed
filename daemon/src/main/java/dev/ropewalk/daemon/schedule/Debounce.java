package dev.ropewalk.daemon.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a task once things have been quiet for a while. Safe for any thread. */
public final class Debounce implements AutoCloseable {
  private final Scheduler scheduler;
  private final Duration quiet;
  private final Runnable task;

  @GuardedBy("this")
  private Scheduler.@Nullable Pending pending;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Makes a debounce that is at rest.
   *
   * @param quiet how long nothing may touch it before the task runs
   */
  public Debounce(Scheduler scheduler, Duration quiet, Runnable task) {
    this.scheduler = scheduler;
    this.quiet = quiet;
    this.task = task;
  }

  /** Begins the wait anew. */
  public synchronized void touch() {
    if (closed) {
      return;
    }
    if (pending != null) {
      pending.cancel();
    }
    pending = scheduler.after(quiet, task);
  }

  /** Gives up a wait; the next touch begins another. */
  public synchronized void cancel() {
    if (pending != null) {
      pending.cancel();
      pending = null;
    }
  }

  /** Gives up for good. */
  @Override
  public synchronized void close() {
    closed = true;
    cancel();
  }
}
