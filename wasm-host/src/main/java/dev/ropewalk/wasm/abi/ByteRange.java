package dev.ropewalk.wasm.abi;

/**
 * Bytes of a text in UTF-8.
 *
 * @param from the first; not negative
 * @param to after the last; not less than {@code from}
 */
public record ByteRange(int from, int to) {
  /** Checks the order. */
  public ByteRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("bytes " + from + " to " + to + " are no range");
    }
  }
}
