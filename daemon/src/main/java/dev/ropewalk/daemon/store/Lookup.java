package dev.ropewalk.daemon.store;

import java.util.Optional;

/** What came of looking for something on disk. */
sealed interface Lookup<T> {
  /** It is there, and checked. */
  record Hit<T>(T value) implements Lookup<T> {}

  /** It is not there. */
  record Miss<T>() implements Lookup<T> {}

  /** Something else is there: damaged, cut off, of another name or an older format. */
  record Corrupt<T>(String why) implements Lookup<T> {}

  /** The medium did not answer. */
  record IoFailure<T>(String why) implements Lookup<T> {}

  /** What was found. */
  default Optional<T> found() {
    return this instanceof Hit<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  /** Takes what was found further. */
  default <U> Lookup<U> then(Step<T, U> step) {
    return switch (this) {
      case Hit<T>(T value) -> step.apply(value);
      case Miss<T>() -> new Miss<>();
      case Corrupt<T>(String why) -> new Corrupt<>(why);
      case IoFailure<T>(String why) -> new IoFailure<>(why);
    };
  }

  /** Checks what was found. */
  @FunctionalInterface
  interface Step<T, U> {
    Lookup<U> apply(T value);
  }
}
