package dev.ropewalk.protocol.frame;

/**
 * What a decoder accepts from a peer that it does not trust.
 *
 * @param maxHeaderBytes the longest header block including its empty line, in bytes; at least 32
 * @param maxBodyBytes the longest body that is delivered, in bytes; at least 1
 * @param maxSkippedBytes the longest body that is read and thrown away so that the framing
 *     survives, in bytes; at least {@code maxBodyBytes}. A longer announcement ends the connection.
 */
public record FrameLimits(int maxHeaderBytes, int maxBodyBytes, long maxSkippedBytes) {
  public FrameLimits {
    if (maxHeaderBytes < 32) {
      throw new IllegalArgumentException(
          "maxHeaderBytes is " + maxHeaderBytes + ", must be at least 32");
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes is " + maxBodyBytes + ", must be at least 1");
    }
    if (maxSkippedBytes < maxBodyBytes) {
      throw new IllegalArgumentException(
          "maxSkippedBytes is "
              + maxSkippedBytes
              + ", must be at least maxBodyBytes ("
              + maxBodyBytes
              + ")");
    }
  }
}
