package dev.ropewalk.daemon.main;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Waits for what is under way, within bounds. */
final class Drain {
  private static final long LOOK_NANOS = 10_000_000;

  private Drain() {}

  /**
   * Waits until nothing is under way, or the time is up.
   *
   * @param underWay how much is under way now
   */
  static void await(IntSupplier underWay, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (underWay.getAsInt() > 0
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * Takes a step of an end that a peer may hold up: one that never closes its side, for example.
   *
   * @param atMost after which the step goes on alone, until the process ends
   */
  static void within(Duration atMost, Runnable step) {
    Thread worker = Thread.ofPlatform().daemon().name("ropewalk-close").start(step);
    try {
      worker.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
