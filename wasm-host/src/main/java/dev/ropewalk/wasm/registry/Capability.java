package dev.ropewalk.wasm.registry;

import java.util.Locale;

/** What a guest may ask for beyond its inputs; only the user's configuration grants it. */
public enum Capability {
  /** The time of day and of a steady clock. */
  CLOCK,
  /** Random numbers. */
  RANDOM;

  /** Its name in a manifest and where it is granted: {@code clock}. */
  public String manifestName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
