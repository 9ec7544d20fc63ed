package dev.ropewalk.daemon.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bytes of one file after another, in one buffer. Of one thread. */
final class FileBytes {
  /** What is asked of the system at once; the JDK keeps a native buffer of that size. */
  private static final int STEP = 1 << 17;

  private final MessageDigest digest;
  private byte[] bytes = new byte[STEP];
  private int length;

  FileBytes() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads a file in the place of the one before.
   *
   * @param expected how many bytes it had a moment ago; then its end need not be looked for
   * @param most so many bytes are read, and one more when there are more
   */
  void read(ReadableByteChannel file, long expected, int most) throws IOException {
    length = 0;
    while (length <= most) {
      int wanted = Math.min(STEP, most + 1 - length);
      if (bytes.length - length < wanted) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + wanted));
      }
      int count = file.read(ByteBuffer.wrap(bytes, length, wanted));
      if (count < 0) {
        return;
      }
      length += count;
      if (length == expected && count < wanted) {
        return; // a file gives less than it is asked for at its end alone
      }
    }
  }

  /** How many there are; one more than was allowed for a larger file. */
  int length() {
    return length;
  }

  /** What names these bytes. */
  String id() {
    digest.update(bytes, 0, length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The beginning as text, which is decoded when it is looked at; good until the next file is read.
   *
   * @param most at most so many bytes
   */
  CharSequence beginning(int most) {
    return new Beginning(Math.min(length, most));
  }

  private final class Beginning implements CharSequence {
    private final int end;
    private @Nullable String text;

    Beginning(int end) {
      this.end = end;
    }

    private String text() {
      String known = text;
      if (known == null) {
        known = new String(bytes, 0, end, StandardCharsets.UTF_8);
        text = known;
      }
      return known;
    }

    @Override
    public int length() {
      return text().length();
    }

    @Override
    public char charAt(int index) {
      return text().charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text().subSequence(from, to);
    }

    @Override
    public String toString() {
      return text();
    }
  }
}
