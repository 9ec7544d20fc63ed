package dev.ropewalk.protocol.transport;

/**
 * How much may wait for one peer, and for how long.
 *
 * @param highWaterBytes above this the peer counts as blocked, in bytes
 * @param lowWaterBytes at or below this it no longer does, in bytes; less than {@code
 *     highWaterBytes}
 * @param maxQueuedBytes a frame that would bring the queue above this disconnects the peer at once,
 *     in bytes; at least {@code highWaterBytes}. A frame is always taken while the queue is at or
 *     below the low mark, however long it is, so that one large answer to a prompt reader passes.
 * @param maxBlockedNanos a peer that is blocked for longer is disconnected, in nanoseconds; also
 *     how long a closing connection waits for its last bytes to be taken
 */
public record OutboundLimits(
    long highWaterBytes, long lowWaterBytes, long maxQueuedBytes, long maxBlockedNanos) {
  public OutboundLimits {
    if (lowWaterBytes < 0 || highWaterBytes <= lowWaterBytes || maxQueuedBytes < highWaterBytes) {
      throw new IllegalArgumentException(
          "need 0 <= lowWaterBytes < highWaterBytes <= maxQueuedBytes, but they are "
              + lowWaterBytes
              + ", "
              + highWaterBytes
              + " and "
              + maxQueuedBytes);
    }
    if (maxBlockedNanos < 1) {
      throw new IllegalArgumentException(
          "maxBlockedNanos is " + maxBlockedNanos + ", must be at least 1");
    }
  }
}
