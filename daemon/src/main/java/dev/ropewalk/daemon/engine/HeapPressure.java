package dev.ropewalk.daemon.engine;

import java.util.function.DoubleSupplier;

/**
 * Values give way when the heap stays full: the share halves at each look, and comes back slowly.
 */
public final class HeapPressure implements MemoryPolicy {
  /*
   * Additive increase, multiplicative decrease, as in TCP congestion control (Chiu and Jain 1989):
   * pressure is answered fast, and the share does not swing when the heap is about full.
   */
  private static final double LEAST = 1.0 / 64;
  private static final double STEP = 1.0 / 16;

  private final DoubleSupplier occupancy;
  private final double high;
  private double share = 1;

  /**
   * Makes the policy.
   *
   * @param occupancy what part of the heap was in use after the last collection, from 0 to 1; what
   *     is in use between collections says nothing
   * @param high the occupancy above which values give way, from 0 to 1
   */
  public HeapPressure(DoubleSupplier occupancy, double high) {
    if (!(high > 0 && high <= 1)) {
      throw new IllegalArgumentException(
          "an occupancy of " + high + "; give more than 0, at most 1");
    }
    this.occupancy = occupancy;
    this.high = high;
  }

  @Override
  public synchronized double share() {
    share = occupancy.getAsDouble() > high ? Math.max(LEAST, share / 2) : Math.min(1, share + STEP);
    return share;
  }
}
