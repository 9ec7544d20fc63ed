package dev.ropewalk.buffers.text;

/** The unit in which {@link Position#character} counts. */
public enum PositionEncoding {
  /** Bytes of UTF-8. */
  UTF_8,
  /** Code units of UTF-16: what {@code String.length()} counts. */
  UTF_16,
  /** Unicode code points. */
  UTF_32
}
