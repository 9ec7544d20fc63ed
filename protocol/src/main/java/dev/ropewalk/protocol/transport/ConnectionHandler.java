package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameEvent;

/**
 * What one connection is for. All calls come from the thread of that connection, one at a time:
 * {@link #onOpen} first, then frames in the order in which they arrived, {@link #onClosed} last and
 * always.
 *
 * <p>A method may block for a while: the peer is then no longer read from. If one throws, the
 * connection is closed with {@link CloseReason#HANDLER_FAILURE}.
 */
public interface ConnectionHandler {
  /** The connection is ready. */
  default void onOpen() {}

  /**
   * A frame arrived.
   *
   * @param body its body; owned by the handler
   */
  void onFrame(byte[] body);

  /**
   * A frame over the limit arrived and is thrown away; the connection goes on.
   *
   * @param announcedBytes the length that the peer announced
   * @param maxBytes the limit
   */
  void onOversized(long announcedBytes, int maxBytes);

  /** The framing was lost. Something may still be sent; then the connection is closed. */
  default void onFrameError(FrameEvent.Failed failure) {}

  /**
   * The connection has ended; sending has no effect any more.
   *
   * @param detail for the log, for a person; may be empty
   */
  void onClosed(CloseReason reason, String detail);
}
