package dev.ropewalk.protocol.frame;

import java.nio.charset.StandardCharsets;

/** Puts bodies into frames of the LSP base protocol. */
public final class FrameEncoder {
  private FrameEncoder() {}

  /**
   * Returns the header block of a body.
   *
   * @param bodyBytes the length of the body, in bytes; not negative
   */
  public static byte[] header(int bodyBytes) {
    if (bodyBytes < 0) {
      throw new IllegalArgumentException("bodyBytes is " + bodyBytes + ", must not be negative");
    }
    return ("Content-Length: " + bodyBytes + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Returns header and body in one array.
   *
   * @throws ArithmeticException when both together are longer than an array can be
   */
  public static byte[] frame(byte[] body) {
    byte[] header = header(body.length);
    byte[] frame = new byte[Math.addExact(header.length, body.length)];
    System.arraycopy(header, 0, frame, 0, header.length);
    System.arraycopy(body, 0, frame, header.length, body.length);
    return frame;
  }
}
