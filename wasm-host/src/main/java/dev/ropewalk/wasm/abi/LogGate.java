package dev.ropewalk.wasm.abi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.LongSupplier;

/** Lets so many lines of an extension's log through: a bucket that fills steadily. */
final class LogGate {
  /** Lines at once. */
  private static final int BURST = 50;

  /** A line each 100 ms after that. */
  private static final long NANOS_PER_LINE = 100_000_000L;

  private final LongSupplier clock;

  @GuardedBy("this")
  private long tokens = BURST;

  @GuardedBy("this")
  private long filledAt;

  @GuardedBy("this")
  private long dropped;

  LogGate(LongSupplier clock) {
    this.clock = clock;
    this.filledAt = clock.getAsLong();
  }

  /**
   * Asks for one line.
   *
   * @return -1 when it is dropped, else how many were dropped since the last that was not
   */
  synchronized long pass() {
    long now = clock.getAsLong();
    long more = (now - filledAt) / NANOS_PER_LINE;
    if (more > 0) {
      tokens = Math.min(BURST, tokens + more);
      filledAt += more * NANOS_PER_LINE;
    }
    if (tokens == 0) {
      dropped++;
      return -1;
    }
    tokens--;
    long before = dropped;
    dropped = 0;
    return before;
  }
}
