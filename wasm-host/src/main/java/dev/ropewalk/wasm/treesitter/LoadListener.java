package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.registry.LoadPhase;
import java.util.Map;

/** Hears of loads as they go; called on the loading thread, must not block. */
public interface LoadListener {
  /** A phase begins. */
  default void phase(String language, LoadPhase phase) {}

  /** A load ended well. */
  default void loaded(String language, Map<LoadPhase, Long> phaseNanos) {}

  /** A load failed. */
  default void failed(String language, String why) {}
}
