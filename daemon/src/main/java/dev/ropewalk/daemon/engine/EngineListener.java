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

  /** A value was decoded from its bytes. */
  default void decoded(QueryKey<?> key) {}

  /** A value left the memory as an object. */
  default void evicted(QueryKey<?> key, String cause) {}
}
