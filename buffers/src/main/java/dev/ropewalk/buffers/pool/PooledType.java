package dev.ropewalk.buffers.pool;

/**
 * How to make, clean and measure the objects of a pool. Called outside all locks, by any thread.
 *
 * @param <T> the type of the objects; how they are equal does not matter
 */
public interface PooledType<T> {
  /** Makes an object; what it throws reaches whoever asked for a lease. */
  T create();

  /**
   * Makes a returned object as good as a new one. One for which this throws is never leased again.
   */
  default void reset(T object) {}

  /** Returns how many bytes an object that was reset keeps from being used otherwise. */
  default long retainedBytes(T object) {
    return 0;
  }

  /** Frees what an object holds outside the heap, when the pool lets go of it. */
  default void discard(T object) {}
}
