package dev.ropewalk.buffers.pool;

import java.time.Duration;

/** No object came back to a pool within the wait. */
public final class PoolExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int maxLeased;

  PoolExhaustedException(int maxLeased, Duration waited) {
    super("all " + maxLeased + " objects are leased, and none came back within " + waited);
    this.maxLeased = maxLeased;
  }

  /** Returns how many objects the pool leases at most. */
  public int maxLeased() {
    return maxLeased;
  }
}
