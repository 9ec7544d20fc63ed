package dev.ropewalk.buffers.text;

import java.util.Arrays;

/** Encodes UTF-16 as UTF-8; a lone surrogate becomes U+FFFD. */
final class Utf8Encoder {
  private static final byte[] NONE = new byte[0];

  private Utf8Encoder() {}

  /** Returns the bytes of a short text. */
  static byte[] encode(CharSequence text) {
    int length = text.length();
    if (length == 0) {
      return NONE;
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] wide = new byte[3 * length];
        return Arrays.copyOf(wide, encode(text, 0, length, wide, 0));
      }
      bytes[i] = (byte) c;
    }
    return bytes;
  }

  /**
   * Encodes {@code [from, to)} at {@code destination[at]}, where 3 bytes for each unit must fit.
   *
   * @return the index after the last byte written
   */
  static int encode(CharSequence text, int from, int to, byte[] destination, int at) {
    int out = at;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        destination[out++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out = encode(Character.toCodePoint(c, text.charAt(++i)), destination, out);
      } else {
        out = encode(Character.isSurrogate(c) ? 0xFFFD : c, destination, out);
      }
    }
    return out;
  }

  /** Writes one scalar value; returns the index after it. */
  static int encode(int scalar, byte[] destination, int at) {
    int out = at;
    if (scalar < 0x80) {
      destination[out++] = (byte) scalar;
    } else if (scalar < 0x800) {
      destination[out++] = (byte) (0xC0 | scalar >> 6);
      destination[out++] = (byte) (0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
      destination[out++] = (byte) (0xE0 | scalar >> 12);
      destination[out++] = (byte) (0x80 | (scalar >> 6 & 0x3F));
      destination[out++] = (byte) (0x80 | (scalar & 0x3F));
    } else {
      destination[out++] = (byte) (0xF0 | scalar >> 18);
      destination[out++] = (byte) (0x80 | (scalar >> 12 & 0x3F));
      destination[out++] = (byte) (0x80 | (scalar >> 6 & 0x3F));
      destination[out++] = (byte) (0x80 | (scalar & 0x3F));
    }
    return out;
  }

  /** Returns how many lone surrogates {@code text} has. */
  static int loneSurrogates(CharSequence text) {
    int count = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < length
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          count++;
        }
      }
    }
    return count;
  }
}
