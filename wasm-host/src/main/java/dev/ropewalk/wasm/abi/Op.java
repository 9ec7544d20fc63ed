package dev.ropewalk.wasm.abi;

import java.util.Locale;
import java.util.Optional;

/** What a guest can be asked for. */
public enum Op {
  DIAGNOSTICS(1),
  COMPLETION(2),
  HOVER(3),
  SYMBOLS(4),
  DEFINITION(5),
  REFERENCES(6),
  CODE_ACTIONS(7),
  COMMAND(8),
  INLAY_HINTS(9),
  FORMATTING(10);

  private final int number;

  Op(int number) {
    this.number = number;
  }

  /** Its number in the ABI, from 1. */
  public int number() {
    return number;
  }

  /** Its name in a manifest: {@code code-actions}. */
  public String manifestName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a name in a manifest. */
  public static Optional<Op> named(String manifestName) {
    for (Op each : values()) {
      if (each.manifestName().equals(manifestName)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
