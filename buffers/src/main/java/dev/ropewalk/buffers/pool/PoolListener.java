package dev.ropewalk.buffers.pool;

import java.util.Optional;

/** Is told what goes wrong in a pool; called outside all locks, by any thread. */
public interface PoolListener {
  /** Returns the listener that does nothing; the counts tell as much. */
  static PoolListener none() {
    return new PoolListener() {};
  }

  /**
   * A lease was garbage before it was closed. Its object is lost to the pool.
   *
   * @param leasedAt the stack where it was leased, if this was one of the sampled
   */
  default void leaked(Optional<Throwable> leasedAt) {}

  /** The type's {@code reset}, {@code retainedBytes} or {@code discard} threw. */
  default void failed(Throwable failure) {}
}
