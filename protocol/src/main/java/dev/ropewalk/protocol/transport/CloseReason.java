package dev.ropewalk.protocol.transport;

/** Why a connection ended. The names are stable: they are metric labels. */
public enum CloseReason {
  /** The peer closed its side, or its input ended. */
  PEER_CLOSED(true),
  /** This side had nothing more to say, for example after {@code exit}. */
  LOCAL_CLOSE(true),
  /** The process is going down. */
  SHUTDOWN(true),
  /** The framing was lost. */
  BAD_FRAME(true),
  /** The handler threw. */
  HANDLER_FAILURE(true),
  /** The peer may not go on, for example because its token is wrong. */
  REFUSED(true),
  /** The peer took its bytes too slowly. */
  SLOW_CLIENT(false),
  /** Reading or writing failed. */
  IO_FAILURE(false);

  private final boolean flushes;

  CloseReason(boolean flushes) {
    this.flushes = flushes;
  }

  /** Whether what was sent before the close is still written, for a bounded time. */
  boolean flushes() {
    return flushes;
  }
}
