package dev.ropewalk.wasm.registry;

import dev.ropewalk.wasm.limit.GuestException;

/** What an event came to for one extension. */
public sealed interface Activation {
  /** It was loaded before. */
  record Already() implements Activation {}

  /** It is loaded now. */
  record Loaded() implements Activation {}

  /** It is still being loaded; the event did not wait longer. */
  record Pending() implements Activation {}

  /** It could not be loaded, and is tried again by an event after the back-off. */
  record Failed(GuestException.Code code, String reason) implements Activation {}

  /** It broke its budgets repeatedly and rests. */
  record Quarantined(String reason) implements Activation {}
}
