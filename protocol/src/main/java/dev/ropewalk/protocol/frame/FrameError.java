package dev.ropewalk.protocol.frame;

/** Why a stream lost its framing. The names are stable: they appear in logs and metrics. */
public enum FrameError {
  /** The header block ended without a {@code Content-Length}. */
  MISSING_LENGTH,
  /** {@code Content-Length} is empty or has something other than digits. */
  MALFORMED_LENGTH,
  /** {@code Content-Length} is below zero. */
  NEGATIVE_LENGTH,
  /** {@code Content-Length} does not fit in 63 bits. */
  LENGTH_OVERFLOW,
  /** Two {@code Content-Length} lines disagree. */
  CONFLICTING_LENGTH,
  /** The body is longer than what would even be skipped. */
  BODY_TOO_LONG,
  /** The header block passed its limit before it ended. */
  HEADER_TOO_LONG,
  /** A header line has no colon or no proper name. */
  MALFORMED_HEADER,
  /** A byte that no header may contain: a control character, or one outside ASCII. */
  ILLEGAL_HEADER_BYTE,
  /** {@code Content-Type} names a charset other than UTF-8. */
  UNSUPPORTED_CHARSET,
  /** The stream ended inside a frame. */
  TRUNCATED
}
