package dev.ropewalk.daemon.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A result and where it is remembered.
 *
 * @param optionalValue null when it was not asked for
 */
record Found<V>(Memo memo, @Nullable V optionalValue) {
  /** For a find that asked for it. */
  V value() {
    return Objects.requireNonNull(optionalValue);
  }
}
