package dev.ropewalk.buffers.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Scans of valid UTF-8, eight bytes at a time. */
final class Utf8 {
  /*
   * All counts rest on two facts about valid UTF-8: a byte 10xxxxxx continues a code point and every
   * other byte starts one, and exactly the code points that start with 11110xxx take two UTF-16
   * units. A mask has the high bit of each byte that matches, so Long.bitCount counts matches.
   */

  static final byte LF = '\n';
  static final byte CR = '\r';

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LFS = 0x0A0A_0A0A_0A0A_0A0AL;
  private static final long CRS = 0x0D0D_0D0D_0D0D_0D0DL;

  private Utf8() {}

  static boolean isContinuation(byte b) {
    return b < (byte) 0xC0;
  }

  /** Returns the bytes of the code point that starts with {@code lead}. */
  static int width(byte lead) {
    if (lead >= 0) {
      return 1;
    }
    return lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
  }

  /** Returns the code point that starts at {@code data[at]}. */
  static int codePoint(byte[] data, int at) {
    byte lead = data[at];
    return switch (width(lead)) {
      case 1 -> lead;
      case 2 -> (lead & 0x1F) << 6 | (data[at + 1] & 0x3F);
      case 3 -> (lead & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F);
      default ->
          (lead & 0x07) << 18
              | (data[at + 1] & 0x3F) << 12
              | (data[at + 2] & 0x3F) << 6
              | (data[at + 3] & 0x3F);
    };
  }

  /** Returns the first index of {@code [from, to)} that is not ASCII, {@code to} when all are. */
  static int firstNonAscii(byte[] data, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      if ((word(data, i) & HIGHS) != 0) {
        break;
      }
    }
    while (i < to && data[i] >= 0) {
      i++;
    }
    return i;
  }

  static int utf16Units(byte[] data, int from, int to) {
    int units = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      units += utf16Units(word(data, i));
    }
    for (; i < to; i++) {
      units += utf16Units(data[i]);
    }
    return units;
  }

  static int codePoints(byte[] data, int from, int to) {
    int count = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      count += codePoints(word(data, i));
    }
    for (; i < to; i++) {
      count += isContinuation(data[i]) ? 0 : 1;
    }
    return count;
  }

  /**
   * Returns how many line breaks end in {@code (from, to]}. A CR at the range's end whose LF
   * follows it in {@code data} is not complete and not counted.
   */
  static int breaksEnding(byte[] data, int from, int to) {
    int count = 0;
    long carry = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = word(data, i);
      long lf = zeroBytes(word ^ LFS);
      long cr = zeroBytes(word ^ CRS);
      count += Long.bitCount(lf | cr) - Long.bitCount((cr << 8 | carry) & lf);
      carry = cr >>> 56;
    }
    boolean afterCr = carry != 0;
    for (; i < to; i++) {
      byte b = data[i];
      if (b == CR || (b == LF && !afterCr)) {
        count++;
      }
      afterCr = b == CR;
    }
    if (afterCr && to < data.length && data[to] == LF) {
      count--;
    }
    return count;
  }

  static boolean hasCr(byte[] data) {
    return hasCr(data, 0, data.length);
  }

  static boolean hasCr(byte[] data, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      if (zeroBytes(word(data, i) ^ CRS) != 0) {
        return true;
      }
    }
    for (; i < to; i++) {
      if (data[i] == CR) {
        return true;
      }
    }
    return false;
  }

  /** Returns how many LF bytes there are, in one pass; -1 when a byte is a CR or not ASCII. */
  static int lineFeedsOfPlain(byte[] data) {
    int count = 0;
    long odd = 0;
    int i = 0;
    for (; i + 8 <= data.length; i += 8) {
      long word = word(data, i);
      odd |= word | zeroBytes(word ^ CRS);
      count += Long.bitCount(zeroBytes(word ^ LFS));
    }
    boolean plain = (odd & HIGHS) == 0;
    for (; i < data.length; i++) {
      plain &= data[i] >= 0 && data[i] != CR;
      count += data[i] == LF ? 1 : 0;
    }
    return plain ? count : -1;
  }

  /** Returns how many LF bytes {@code [from, to)} has. */
  static int lineFeeds(byte[] data, int from, int to) {
    int count = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      count += Long.bitCount(zeroBytes(word(data, i) ^ LFS));
    }
    for (; i < to; i++) {
      count += data[i] == LF ? 1 : 0;
    }
    return count;
  }

  /** Returns the index after the {@code nth} LF; {@code nth} counts from 1. */
  static int endOfLineFeed(byte[] data, int nth) {
    int left = nth;
    int i = 0;
    for (; i + 8 <= data.length; i += 8) {
      int here = Long.bitCount(zeroBytes(word(data, i) ^ LFS));
      if (here >= left) {
        break;
      }
      left -= here;
    }
    while (true) {
      if (data[i++] == LF && --left == 0) {
        return i;
      }
    }
  }

  /** Tells whether {@code [from, to)} holds a CR or an LF. */
  static boolean hasBreakByte(byte[] data, int from, int to) {
    return nextBreakByte(data, from, to) < to;
  }

  /** Returns the first index of {@code [from, to)} with this byte, {@code to} without one. */
  static int indexOf(byte[] data, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFF) * ONES;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long found = zeroBytes(word(data, i) ^ pattern);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && data[i] != wanted) {
      i++;
    }
    return i;
  }

  /**
   * Returns the first index of {@code [from, to)} with the first byte and the second after it, or
   * at the range's end the first alone; {@code to} without one.
   */
  static int indexOf(byte[] data, int from, int to, byte first, byte second) {
    long firsts = (first & 0xFF) * ONES;
    long seconds = (second & 0xFF) * ONES;
    int i = from;
    for (; i + 9 <= to; i += 8) {
      long found = zeroBytes(word(data, i) ^ firsts) & zeroBytes(word(data, i + 1) ^ seconds);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && (data[i] != first || (i + 1 < to && data[i + 1] != second))) {
      i++;
    }
    return i;
  }

  /** Returns the last index of {@code [from, to)} with this byte, {@code from - 1} without one. */
  static int lastIndexOf(byte[] data, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFF) * ONES;
    int i = to;
    for (; i - 8 >= from; i -= 8) {
      long found = zeroBytes(word(data, i - 8) ^ pattern);
      if (found != 0) {
        return i - 1 - (Long.numberOfLeadingZeros(found) >>> 3);
      }
    }
    while (i > from && data[i - 1] != wanted) {
      i--;
    }
    return i - 1;
  }

  /** Returns the first index of {@code [from, to)} with a CR or an LF, {@code to} without one. */
  static int nextBreakByte(byte[] data, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = word(data, i);
      long found = zeroBytes(word ^ LFS) | zeroBytes(word ^ CRS);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && data[i] != LF && data[i] != CR) {
      i++;
    }
    return i;
  }

  /**
   * Returns the first index of {@code [from, to)} where a code point of two UTF-16 units starts,
   * {@code to} without one.
   */
  static int nextPair(byte[] data, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long found = pairs(word(data, i));
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && utf16Units(data[i]) < 2) {
      i++;
    }
    return i;
  }

  /** Returns the end of the break whose first remaining byte is {@code data[at]}. */
  static int breakEnd(byte[] data, int at) {
    return data[at] == CR && at + 1 < data.length && data[at + 1] == LF ? at + 2 : at + 1;
  }

  /** Returns the start of the break that ends at {@code end}. */
  static int breakStart(byte[] data, int end) {
    return end >= 2 && data[end - 1] == LF && data[end - 2] == CR ? end - 2 : end - 1;
  }

  /** Returns the last index in {@code [0, to]} where a break ends, -1 without one. */
  static int lastBreakEnd(byte[] data, int to) {
    int i = to;
    if (i > 0 && data[i - 1] == CR && i < data.length && data[i] == LF) {
      i--;
    }
    for (; i >= 8; i -= 8) {
      long word = word(data, i - 8);
      long found = zeroBytes(word ^ LFS) | zeroBytes(word ^ CRS);
      if (found != 0) {
        return i - (Long.numberOfLeadingZeros(found) >>> 3);
      }
    }
    for (; i > 0; i--) {
      if (data[i - 1] == LF || data[i - 1] == CR) {
        return i;
      }
    }
    return -1;
  }

  /** Returns where the {@code nth} break of {@code data} ends; {@code nth} counts from 1. */
  static int endOfBreak(byte[] data, int nth) {
    int left = nth;
    long carry = 0;
    int i = 0;
    for (; i + 8 <= data.length; i += 8) {
      long word = word(data, i);
      long lf = zeroBytes(word ^ LFS);
      long cr = zeroBytes(word ^ CRS);
      int here = Long.bitCount(lf | cr) - Long.bitCount((cr << 8 | carry) & lf);
      if (here >= left) {
        break;
      }
      left -= here;
      carry = cr >>> 56;
    }
    if (carry != 0 && data[i] == LF) {
      i++;
    }
    while (true) {
      i = breakEnd(data, nextBreakByte(data, i, data.length));
      if (--left == 0) {
        return i;
      }
    }
  }

  /**
   * Returns the index that lies {@code units} UTF-16 units after {@code from}, which starts a code
   * point; {@code ~index} of the code point's start when it lies between the two units of one.
   */
  static int afterUtf16Units(byte[] data, int from, int units) {
    return afterUtf16Units(data, from, data.length, units);
  }

  /** Does the same within {@code [from, to)}. */
  static int afterUtf16Units(byte[] data, int from, int to, int units) {
    int left = units;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      int here = utf16Units(word(data, i));
      if (here > left) {
        break;
      }
      left -= here;
    }
    for (; i < to; i++) {
      int here = utf16Units(data[i]);
      if (here > left) {
        return left == 0 ? i : ~i;
      }
      left -= here;
    }
    return i;
  }

  /** Returns the index that lies {@code count} code points after {@code from}. */
  static int afterCodePoints(byte[] data, int from, int count) {
    int left = count;
    int i = from;
    for (; i + 8 <= data.length; i += 8) {
      int here = codePoints(word(data, i));
      if (here > left) {
        break;
      }
      left -= here;
    }
    for (; i < data.length; i++) {
      if (!isContinuation(data[i]) && left-- == 0) {
        return i;
      }
    }
    return i;
  }

  /**
   * Returns the last index {@code <= at} where {@code data[0, length)} may be cut: not inside a
   * code point and not between CR and LF.
   */
  static int cutBefore(byte[] data, int at) {
    int i = at;
    while (i > 0 && isContinuation(data[i])) {
      i--;
    }
    return i > 0 && data[i] == LF && data[i - 1] == CR ? i - 1 : i;
  }

  private static int utf16Units(byte b) {
    return isContinuation(b) ? 0 : (b & 0xF8) == 0xF0 ? 2 : 1;
  }

  private static int utf16Units(long word) {
    return codePoints(word) + Long.bitCount(pairs(word));
  }

  /** Returns a mask of the bytes that start a code point of two UTF-16 units. */
  private static long pairs(long word) {
    return word & word << 1 & word << 2 & word << 3 & HIGHS;
  }

  private static int codePoints(long word) {
    return 8 - Long.bitCount(word & ~(word << 1) & HIGHS);
  }

  private static long word(byte[] data, int at) {
    return (long) LONGS.get(data, at);
  }

  /** Returns a mask of the bytes that are zero; exact for each byte. */
  private static long zeroBytes(long word) {
    return ~(((word & ~HIGHS) + ~HIGHS) | word | ~HIGHS);
  }
}
