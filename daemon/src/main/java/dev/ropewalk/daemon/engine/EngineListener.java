package dev.ropewalk.daemon.engine;

/** Hears what an engine does; called on the thread that does it, without a lock; must not block. */
public interface EngineListener {
  /** Hears nothing. */
  EngineListener NONE = new EngineListener() {};

  /**
   * A query ran.
   *
   * @param cause why
   * @param same whether its result is what it had been, which ends a cascade
   * @param nanos how long it took, with what it waited for
   */
  default void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {}

  /** A result was found to be true by its reads. */
  default void verified(QueryKey<?> key, int edges) {}

  /** A result came from an earlier trace of the same key. */
  default void recalled(QueryKey<?> key) {}

  /** A result was true already. */
  default void hit(QueryKey<?> key) {}

  /** Where bytes of values are. */
  enum Tier {
    /** In memory. */
    ENCODED,
    /** In the {@link ResultStore}. */
    STORE
  }

  /** A value was decoded from its bytes. */
  default void decoded(QueryKey<?> key, Tier tier) {}

  /** A result came from a record of the store, by the reads of another process. */
  default void restored(QueryKey<?> key) {}

  /**
   * A cached result was computed again to see whether it is what it should be.
   *
   * @param same false when its query depends on something that it does not read
   */
  default void rechecked(QueryKey<?> key, boolean same) {}

  /**
   * A run ended that computed something.
   *
   * @param executed results that it computed
   * @param cutOffDepth how many queries down from what was asked the highest result stood that came
   *     out as it had been; 0 when none did
   */
  default void cascade(int executed, int cutOffDepth) {}

  /** A value left the memory as an object. */
  default void evicted(QueryKey<?> key, String cause) {}
}
