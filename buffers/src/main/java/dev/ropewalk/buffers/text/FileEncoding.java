package dev.ropewalk.buffers.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the bytes of a file stand for text. */
public enum FileEncoding {
  /** UTF-8, with or without a byte order mark. */
  UTF_8(StandardCharsets.UTF_8, true),
  /** UTF-16, low byte first; recognised by its byte order mark. */
  UTF_16LE(StandardCharsets.UTF_16LE, true),
  /** UTF-16, high byte first; recognised by its byte order mark. */
  UTF_16BE(StandardCharsets.UTF_16BE, true),
  /** ISO 8859-1, which any bytes are: taken when they are not UTF-8. Has no byte order mark. */
  LATIN_1(StandardCharsets.ISO_8859_1, false);

  private final Charset charset;
  private final boolean marked;

  FileEncoding(Charset charset, boolean marked) {
    this.charset = charset;
    this.marked = marked;
  }

  /** Returns the charset of the JDK. */
  public Charset charset() {
    return charset;
  }

  /** Returns the byte order mark, empty where there is none. */
  byte[] mark() {
    return marked ? "\uFEFF".getBytes(charset) : new byte[0];
  }

  /** Tells whether {@code bytes[0, length)} start with the byte order mark. */
  boolean marks(byte[] bytes, int length) {
    byte[] mark = mark();
    return marked
        && length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
