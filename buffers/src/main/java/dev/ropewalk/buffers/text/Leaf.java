package dev.ropewalk.buffers.text;

import java.util.Arrays;

/** A run of whole code points; the array is exactly as long as the run and never written again. */
final class Leaf extends Node {
  static final Leaf EMPTY = new Leaf(new byte[0], 0, 0, 0, false);

  final byte[] data;

  /** Whether there may be a CR; without one, finding lines takes half the work. */
  final boolean mayHaveCr;

  /** Takes {@code data} over, with sums that the caller knows. */
  Leaf(byte[] data, int utf16, int breaks, int codePoints, boolean mayHaveCr) {
    super(utf16, breaks, data.length, codePoints);
    this.data = data;
    this.mayHaveCr = mayHaveCr;
  }

  /** Takes {@code data} over and counts what it holds. */
  static Leaf of(byte[] data) {
    int length = data.length;
    int lineFeeds = Utf8.lineFeedsOfPlain(data);
    if (lineFeeds >= 0) {
      return new Leaf(data, length, lineFeeds, length, false);
    }
    boolean hasCr = Utf8.hasCr(data);
    int breaks = hasCr ? Utf8.breaksEnding(data, 0, length) : Utf8.lineFeeds(data, 0, length);
    int ascii = Utf8.firstNonAscii(data, 0, length);
    if (ascii == length) {
      return new Leaf(data, length, breaks, length, hasCr);
    }
    return new Leaf(
        data,
        ascii + Utf8.utf16Units(data, ascii, length),
        breaks,
        ascii + Utf8.codePoints(data, ascii, length),
        hasCr);
  }

  /** Returns the leaf of {@code [from, to)}, cut at code points. */
  Leaf part(int from, int to) {
    if (from == 0 && to == bytes) {
      return this;
    }
    return from == to ? EMPTY : of(Arrays.copyOfRange(data, from, to));
  }

  Leaf followedBy(Leaf next) {
    byte[] joined = Arrays.copyOf(data, bytes + next.bytes);
    System.arraycopy(next.data, 0, joined, bytes, next.bytes);
    return of(joined);
  }

  /** Returns the byte at a UTF-16 offset of this leaf, {@code ~byte} inside a code point. */
  int byteAt(int offsetUtf16) {
    return isAscii() ? offsetUtf16 : Utf8.afterUtf16Units(data, 0, offsetUtf16);
  }

  /** Returns the byte at a UTF-16 offset of this leaf, the code point's start inside one. */
  int floorByteAt(int offsetUtf16) {
    int at = byteAt(offsetUtf16);
    return at < 0 ? ~at : at;
  }

  /**
   * Returns the byte at an offset in {@code metric} (not BREAKS), the code point's start inside
   * one.
   */
  int floorByteAt(int offset, int metric) {
    return metric == Node.UTF16 ? floorByteAt(offset) : advance(0, offset, metric);
  }

  /** Returns the length of {@code [from, to)} in {@code metric}, which is not BREAKS. */
  int measure(int from, int to, int metric) {
    if (metric == BYTES || isAscii()) {
      return to - from;
    }
    return metric == UTF16 ? Utf8.utf16Units(data, from, to) : Utf8.codePoints(data, from, to);
  }

  /**
   * Returns the byte that lies {@code distance} units of {@code metric} (not BREAKS) after {@code
   * from}, at most this leaf's end; the code point's start when it is inside one.
   */
  int advance(int from, int distance, int metric) {
    if (metric == BYTES || isAscii()) {
      int at = distance >= bytes - from ? bytes : from + distance;
      while (at < bytes && Utf8.isContinuation(data[at])) {
        at--;
      }
      return at;
    }
    if (metric == UTF16) {
      int at = Utf8.afterUtf16Units(data, from, distance);
      return at < 0 ? ~at : at;
    }
    return Utf8.afterCodePoints(data, from, distance);
  }

  /** Returns how many breaks end in {@code (0, to]}. */
  int breaksEnding(int to) {
    if (breaks == 0) {
      return 0;
    }
    return mayHaveCr ? Utf8.breaksEnding(data, 0, to) : Utf8.lineFeeds(data, 0, to);
  }

  /** Returns where the {@code nth} break ends, {@code [1, breaks]}. */
  int endOfBreak(int nth) {
    return mayHaveCr ? Utf8.endOfBreak(data, nth) : Utf8.endOfLineFeed(data, nth);
  }

  @Override
  int height() {
    return 0;
  }

  @Override
  byte firstByte() {
    return data[0];
  }

  @Override
  byte lastByte() {
    return data[bytes - 1];
  }

  @Override
  NodeHash computeHash() {
    return PolynomialHash.of(data);
  }
}
