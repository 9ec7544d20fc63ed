package dev.ropewalk.protocol.transport;

/**
 * How much may wait for the handler of one connection.
 *
 * @param highWaterBytes reading from the peer stops when this much waits, in bytes; each frame
 *     counts 64 bytes more than its body. What one read brings may go beyond.
 * @param lowWaterBytes reading goes on at or below this, in bytes; less than {@code highWaterBytes}
 */
public record InboundLimits(long highWaterBytes, long lowWaterBytes) {
  public InboundLimits {
    if (lowWaterBytes < 0 || highWaterBytes <= lowWaterBytes) {
      throw new IllegalArgumentException(
          "need 0 <= lowWaterBytes < highWaterBytes, but they are "
              + lowWaterBytes
              + " and "
              + highWaterBytes);
    }
  }
}
