package dev.ropewalk.wasm.registry;

/** What a guest may ask for beyond its inputs; only the user's configuration grants it. */
public enum Capability {
  /** The time of day and of a steady clock. */
  CLOCK,
  /** Random numbers. */
  RANDOM
}
