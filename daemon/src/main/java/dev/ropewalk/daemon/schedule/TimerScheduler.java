package dev.ropewalk.daemon.schedule;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A {@link Scheduler} on the machine's clock: one thread keeps the time, an executor works. */
public final class TimerScheduler implements Scheduler, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TimerScheduler.class.getName());

  private final ScheduledThreadPoolExecutor timer;
  private final Executor worker;

  /**
   * Starts the clock.
   *
   * @param worker where tasks run; it must not run them on the thread that submits
   */
  public TimerScheduler(Executor worker) {
    this.worker = worker;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ropewalk-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Pending after(Duration delay, Runnable task) {
    try {
      var waiting = timer.schedule(() -> hand(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> waiting.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // closed: nothing is done later any more
    }
  }

  private void hand(Runnable task) {
    try {
      worker.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a task came due after the workers had closed");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a scheduled task failed", e);
    }
  }

  /** Forgets every task that has not started. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
