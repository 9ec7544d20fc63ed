package dev.ropewalk.buffers.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes UTF-16, low byte first, from UTF-8. */
final class Utf16Le {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Utf16Le() {}

  /** Writes {@code count} ASCII bytes as units. */
  static void widen(byte[] source, int from, byte[] destination, int at, int count) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      // Four bytes DCBA become 0D0C0B0A.
      long word = (int) INTS.get(source, from + i) & 0xFFFF_FFFFL;
      word = (word | word << 16) & 0x0000_FFFF_0000_FFFFL;
      word = (word | word << 8) & 0x00FF_00FF_00FF_00FFL;
      LONGS.set(destination, at + 2 * i, word);
    }
    for (; i < count; i++) {
      put(destination, at + 2 * i, source[from + i]);
    }
  }

  /**
   * Writes units of a leaf.
   *
   * @return the units written: {@code count}, or one less when the last would cut a pair
   */
  static int transcode(Leaf leaf, int fromUtf16, byte[] destination, int at, int count) {
    byte[] data = leaf.data;
    int in = leaf.byteAt(fromUtf16);
    int out = at;
    int end = at + 2 * count;
    if (in < 0) {
      in = ~in;
      put(destination, out, Character.lowSurrogate(Utf8.codePoint(data, in)));
      out += 2;
      in += 4;
    }
    while (out < end) {
      byte lead = data[in];
      if (lead >= 0) {
        put(destination, out, lead);
        out += 2;
        in++;
        continue;
      }
      int codePoint = Utf8.codePoint(data, in);
      in += Utf8.width(lead);
      if (codePoint < 0x10000) {
        put(destination, out, codePoint);
        out += 2;
      } else if (out + 4 <= end) {
        put(destination, out, Character.highSurrogate(codePoint));
        put(destination, out + 2, Character.lowSurrogate(codePoint));
        out += 4;
      } else {
        break;
      }
    }
    return (out - at) / 2;
  }

  static void put(byte[] destination, int at, int unit) {
    destination[at] = (byte) unit;
    destination[at + 1] = (byte) (unit >> 8);
  }
}
