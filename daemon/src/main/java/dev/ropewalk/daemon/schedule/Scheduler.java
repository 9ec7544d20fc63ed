package dev.ropewalk.daemon.schedule;

import java.time.Duration;

/** Runs tasks after a delay. Safe for any thread. */
public interface Scheduler {

  /**
   * Runs a task once.
   *
   * @param delay how long to wait; zero or less means as soon as possible
   */
  Pending after(Duration delay, Runnable task);

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Pending {
    /** Forgets the task when it has not started; a task that has started goes on. */
    void cancel();
  }
}
