package dev.ropewalk.daemon.main;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Waits for answers under way. */
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
}
