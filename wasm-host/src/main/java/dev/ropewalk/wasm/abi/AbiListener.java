package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.registry.ExtensionId;
import java.util.Map;

/**
 * Hears of what guests do, for logs and metrics. Called on threads of guests; must be quick and not
 * fail. Texts are of guests, cut, and without control characters.
 */
public interface AbiListener {
  /** Hears nothing. */
  AbiListener NONE = new AbiListener() {};

  /** How much a line of a guest's log matters; numbered from 1 in the ABI, in this order. */
  enum Level {
    ERROR,
    WARNING,
    INFORMATION,
    DEBUG
  }

  /** A guest logs a line. */
  default void log(ExtensionId extension, Level level, String line) {}

  /** Lines were left out since there were too many. */
  default void logDropped(ExtensionId extension, long lines) {}

  /** A call ended, well or not. */
  default void called(ExtensionId extension, Op op, CallReport report) {}

  /**
   * How long the named spans of a call took.
   *
   * @param nanos by name; at most {@value Spans#MAX_NAMES} of a call
   */
  default void spans(ExtensionId extension, Map<String, Long> nanos) {}

  /** How a guest's heap looked after a call; only some calls are looked at. */
  default void heap(ExtensionId extension, HeapStatistics heap) {}
}
