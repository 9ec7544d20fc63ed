package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.text.TextRangeException.Code;

/** Refuses what does not fit a text, with the offending value and the range that would fit. */
final class Bounds {
  private Bounds() {}

  static void checkOffset(Node root, int offsetUtf16) {
    if (offsetUtf16 < 0 || offsetUtf16 > root.utf16) {
      throw outOfRange(root, "offset " + offsetUtf16);
    }
  }

  static void checkOffset(Node root, int offset, int metric) {
    int length = root.metric(metric);
    if (offset < 0 || offset > length) {
      String units =
          metric == Node.UTF16 ? "UTF-16 units" : metric == Node.BYTES ? "bytes" : "code points";
      throw new TextRangeException(
          Code.OFFSET_OUT_OF_RANGE,
          "offset " + offset + " does not fit a text of " + length + " " + units);
    }
  }

  /** Checks the offset of a unit, which the end of the text is not. */
  static void checkUnit(Node root, int offsetUtf16) {
    if (offsetUtf16 < 0 || offsetUtf16 >= root.utf16) {
      throw outOfRange(root, "offset " + offsetUtf16 + " of a unit");
    }
  }

  static void checkRange(Node root, int startUtf16, int endUtf16) {
    if (startUtf16 > endUtf16) {
      throw new TextRangeException(
          Code.INVERTED_RANGE,
          "range [" + startUtf16 + ", " + endUtf16 + ") ends before it starts");
    }
    if (startUtf16 < 0 || endUtf16 > root.utf16) {
      throw outOfRange(root, "range [" + startUtf16 + ", " + endUtf16 + ")");
    }
  }

  static void checkLine(Node root, int line) {
    if (line < 0 || line > root.breaks) {
      throw new TextRangeException(
          Code.POSITION_OUT_OF_RANGE,
          "line " + line + " is not in [0, " + root.breaks + "], the lines of this text");
    }
  }

  /** Checks an offset of the text that it does not cut a surrogate pair. */
  static void checkCodePointStart(Node root, int offsetUtf16) {
    if (root.isAscii()) {
      return;
    }
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    if (seek.leaf.byteAt(seek.local) < 0) {
      throw insideCodePoint(offsetUtf16);
    }
  }

  static TextRangeException insideCodePoint(int offsetUtf16) {
    return new TextRangeException(
        Code.INSIDE_CODE_POINT,
        "offset "
            + offsetUtf16
            + " (UTF-16 units) lies inside a surrogate pair; use "
            + (offsetUtf16 - 1)
            + " or "
            + (offsetUtf16 + 1));
  }

  private static TextRangeException outOfRange(Node root, String what) {
    return new TextRangeException(
        Code.OFFSET_OUT_OF_RANGE, what + " does not fit a text of " + root.utf16 + " UTF-16 units");
  }
}
