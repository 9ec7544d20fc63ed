package dev.ropewalk.protocol.transport;

import java.util.concurrent.CompletionStage;

/** One peer, whatever it is connected through. Safe for use by any thread. */
public interface Connection {
  /** A number that no other connection of this process has. */
  long id();

  /** What it runs over. */
  ConnectionKind kind();

  /**
   * Queues one frame for the peer; never blocks. Frames are written in the order of the calls.
   *
   * @param body the body; must not be changed afterwards
   * @return false if the connection is closed, or is now being closed because the peer is too slow;
   *     the frame is then dropped
   */
  boolean send(byte[] body);

  /**
   * Ends the connection; only the first call counts. What was sent before is still written, within
   * the time that a slow client is given, unless the reason is about the peer not reading.
   *
   * @param detail for the log, for a person; no document text
   */
  void close(CloseReason reason, String detail);

  /** Whether {@link #close} was called or the peer has gone. */
  boolean isClosed();

  /**
   * Completes with the reason as soon as the connection is being closed, which may be long before
   * the handler hears of it if the handler is busy.
   */
  CompletionStage<CloseReason> whenClosed();

  /** What went over this connection so far. */
  ConnectionStatistics statistics();
}
