package dev.ropewalk.protocol.transport;

/**
 * What the HTTP listener accepts.
 *
 * @param maxRequestLineBytes the longest request line
 * @param maxHeaderBytes the longest header block
 * @param maxBodyBytes the longest request body
 * @param maxConnections how many connections may be open at once; further ones are closed
 * @param idleNanos how long a connection may take to send its next request completely, and to take
 *     an answer completely, in nanoseconds
 */
public record HttpLimits(
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxBodyBytes,
    int maxConnections,
    long idleNanos) {
  public HttpLimits {
    if (maxRequestLineBytes < 1
        || maxHeaderBytes < 1
        || maxBodyBytes < 0
        || maxConnections < 1
        || idleNanos < 1) {
      throw new IllegalArgumentException(
          "limits must be positive, but are "
              + maxRequestLineBytes
              + ", "
              + maxHeaderBytes
              + ", "
              + maxBodyBytes
              + ", "
              + maxConnections
              + ", "
              + idleNanos);
    }
  }
}
