package dev.ropewalk.daemon.engine;

/**
 * The canonical encoding of a kind of value.
 *
 * <p>Laws: equal values have equal encodings, whatever order a set or a map was filled in, and
 * values with equal encodings cannot be told apart; {@code decode(encode(v))} equals {@code v}; an
 * encoding is never empty.
 */
public interface Codec<V> {

  /** The value as bytes. */
  byte[] encode(V value);

  /**
   * The value that was encoded.
   *
   * @throws CanonicalException when the bytes are not an encoding
   */
  V decode(byte[] bytes) throws CanonicalException;
}
