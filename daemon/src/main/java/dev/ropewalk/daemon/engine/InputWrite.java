package dev.ropewalk.daemon.engine;

import org.jspecify.annotations.Nullable;

/**
 * A change of one input.
 *
 * @param key which one
 * @param fingerprint of its canonical bytes; {@link Fingerprint#ABSENT} takes the input away
 * @param value what readers get, immutable; null when the input goes away
 * @param durability how seldom it will change
 */
public record InputWrite(
    InputKey key, Fingerprint fingerprint, @Nullable Object value, Durability durability) {

  public InputWrite {
    if ((value == null) != fingerprint.equals(Fingerprint.ABSENT)) {
      throw new IllegalArgumentException(
          key.display() + " has a value, and a fingerprint, or neither");
    }
  }

  /** Sets an input. */
  public static InputWrite set(
      InputKey key, Fingerprint fingerprint, Object value, Durability durability) {
    return new InputWrite(key, fingerprint, value, durability);
  }

  /** Takes an input away. */
  public static InputWrite remove(InputKey key) {
    return new InputWrite(key, Fingerprint.ABSENT, null, key.kind().absent());
  }
}
