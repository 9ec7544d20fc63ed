package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.text.TextRangeException.Code;

/** Conversions between offsets, lines and positions, by searches from the root. */
final class Positions {
  /*
   * A conversion is at most three searches: to the offset or line, to the line's start when it lies in
   * another leaf, and to the target when the line spans leaves. Each is O(log n) and scans within one
   * leaf, so a line of 100 MB costs what a short one does.
   *
   * Line k > 0 starts where the k-th break ends; a break never spans leaves.
   */

  private Positions() {}

  static int metricOf(PositionEncoding encoding) {
    return switch (encoding) {
      case UTF_8 -> Node.BYTES;
      case UTF_16 -> Node.UTF16;
      case UTF_32 -> Node.CODE_POINTS;
    };
  }

  /** Returns where {@code line} starts, in {@code metric}. */
  static int lineStart(Node root, int line, int metric) {
    if (line == 0) {
      return 0;
    }
    Seek seek = Seek.reaching(root, line, Node.BREAKS);
    return seek.before(metric) + seek.leaf.measure(0, seek.leaf.endOfBreak(seek.local), metric);
  }

  /** Returns where {@code line} ends before its break, in {@code metric}. */
  static int lineEnd(Node root, int line, int metric) {
    if (line == root.breaks) {
      return root.metric(metric);
    }
    Seek seek = Seek.reaching(root, line + 1, Node.BREAKS);
    byte[] data = seek.leaf.data;
    int end = Utf8.breakStart(data, seek.leaf.endOfBreak(seek.local));
    return seek.before(metric) + seek.leaf.measure(0, end, metric);
  }

  /** Returns the line of an offset in {@code metric}, which is not BREAKS. */
  static int lineOf(Node root, int offset, int metric) {
    Seek seek = Seek.holding(root, offset, metric);
    return seek.breaks + seek.leaf.breaksEnding(seek.leaf.floorByteAt(seek.local, metric));
  }

  /** Converts an offset between metrics that are not BREAKS, from the start of its code point. */
  static int convert(Node root, int offset, int from, int to) {
    if (from == to && from == Node.CODE_POINTS) {
      return offset;
    }
    if (root.isAscii()) {
      return offset;
    }
    Seek seek = Seek.holding(root, offset, from);
    int at = seek.leaf.floorByteAt(seek.local, from);
    return seek.before(to) + seek.leaf.measure(0, at, to);
  }

  static Position positionOf(Node root, int offsetUtf16, PositionEncoding encoding) {
    int metric = metricOf(encoding);
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    Leaf leaf = seek.leaf;
    int at = leaf.floorByteAt(seek.local);
    int breaks = leaf.breaksEnding(at);
    int line = seek.breaks + breaks;
    if (breaks > 0) {
      return new Position(line, leaf.measure(Utf8.lastBreakEnd(leaf.data, at), at, metric));
    }
    int offset = seek.before(metric) + leaf.measure(0, at, metric);
    return new Position(line, offset - lineStart(root, line, metric));
  }

  static int offsetOf(Node root, Position position, PositionEncoding encoding) {
    int line = position.line();
    int character = position.character();
    Bounds.checkLine(root, line);
    if (character < 0) {
      throw new TextRangeException(
          Code.POSITION_OUT_OF_RANGE, "character " + character + " is negative");
    }
    int metric = metricOf(encoding);
    Seek seek = Seek.reaching(root, line, Node.BREAKS);
    Leaf leaf = seek.leaf;
    int start = line == 0 ? 0 : leaf.endOfBreak(seek.local);
    int at = leaf.advance(start, character, metric);
    int nextBreak = Utf8.nextBreakByte(leaf.data, start, at);
    if (nextBreak < at || at < leaf.bytes || seek.bytes + leaf.bytes == root.bytes) {
      return seek.utf16 + leaf.measure(0, Math.min(at, nextBreak), Node.UTF16);
    }
    long target = (long) seek.before(metric) + leaf.measure(0, start, metric) + character;
    int clamped = (int) Math.min(target, lineEnd(root, line, metric));
    Seek found = Seek.holding(root, clamped, metric);
    int foundAt = found.leaf.advance(0, found.local, metric);
    return found.utf16 + found.leaf.measure(0, foundAt, Node.UTF16);
  }
}
