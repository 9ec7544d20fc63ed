package dev.ropewalk.wasm.registry;

/** How much a daemon needs an extension. */
public enum LoadPriority {
  /** Loaded at the start; the daemon is not ready before it is. */
  CRITICAL,
  /** Loaded when an event of its manifest happens. */
  NORMAL
}
