package dev.ropewalk.buffers.pool;

import com.google.errorprone.annotations.MustBeClosed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Large byte arrays to read and write through. An array keeps what its last user left in it.
 *
 * <p>Never waits: beyond the bound, arrays are made and given to the garbage collector as if there
 * were no pool, and are counted as timeouts.
 */
public final class ScratchPool implements PoolMetric {
  /** The smallest array worth pooling, in bytes; smaller ones are as cheap to allocate. */
  public static final int MIN_ARRAY_BYTES = 64 * 1024;

  /** Of this many leases one remembers where it was made. */
  private static final int LEAK_SAMPLING = 1024;

  private final int arrayBytes;
  private final Pool<byte[]> pool;

  /** Takes back what is not pooled, which is nothing to do. */
  private final Lease.Home<byte[]> nowhere =
      new Lease.Home<>() {
        @Override
        public void giveBack(byte[] object) {}

        @Override
        public void leaked(@Nullable Throwable leasedAt) {}

        @Override
        public void closedTwice() {}
      };

  /**
   * Makes an empty pool.
   *
   * @param arrayBytes the length of each array, at least {@link #MIN_ARRAY_BYTES}
   * @param maxArrays the most arrays in use, and the most that are kept, at least 1
   * @param stripes as in {@link PoolLimits}
   */
  public ScratchPool(int arrayBytes, int maxArrays, int stripes) {
    if (arrayBytes < MIN_ARRAY_BYTES) {
      throw new IllegalArgumentException(
          "arrays of " + arrayBytes + " bytes, must be at least " + MIN_ARRAY_BYTES);
    }
    this.arrayBytes = arrayBytes;
    pool =
        new Pool<>(
            () -> new byte[arrayBytes],
            new PoolLimits(maxArrays, maxArrays, arrayBytes, Duration.ZERO, stripes, LEAK_SAMPLING),
            PoolListener.none());
  }

  /** Leases an array of {@link #arrayBytes} bytes, whatever is in it. */
  @MustBeClosed
  public Lease<byte[]> lease() {
    return pool.tryLease().orElseGet(() -> new Lease<>(nowhere, new byte[arrayBytes], null));
  }

  /** Returns the length of each array, in bytes. */
  public int arrayBytes() {
    return arrayBytes;
  }

  /** Lets go of all idle arrays. */
  public void discardIdle() {
    pool.discardIdle();
  }

  @Override
  public PoolStatistics statistics() {
    return pool.statistics();
  }
}
