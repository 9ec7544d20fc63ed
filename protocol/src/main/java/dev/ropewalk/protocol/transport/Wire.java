package dev.ropewalk.protocol.transport;

/** What a connection needs from the thing that moves its bytes. No method blocks. */
interface Wire {
  /** Frames wait in the outbound queue. */
  void wakeWriter();

  /** The inbound queue has room again. */
  void resumeReading();

  /** Ends the output once the outbound queue is empty, and then the rest. */
  void closeAfterFlush();

  /** Ends everything now. */
  void closeNow();

  /** Runs a task later, if the wire still exists then. */
  void after(long nanos, Runnable task);
}
