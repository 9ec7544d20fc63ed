package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.text.TextRangeException.Code;

/** Converts ascending offsets to positions in one pass. */
final class PositionSweep {
  /*
   * Within a leaf the sweep knows where the next break ends and where the next uneven code point is:
   * one that has another length in the metric than in UTF-16, or that an offset can lie inside. As
   * long as offsets come before both, each costs two comparisons and a subtraction, since `shift`
   * turns an offset into the metric. An ASCII leaf has no uneven code points, and most others have
   * none unless the metric is bytes. Only another leaf costs a search from the root.
   */

  private final Node root;
  private final int metric;

  private Leaf leaf = Leaf.EMPTY;

  /** Where the leaf ends, in UTF-16 units; one later for the last, which also takes the end. */
  private int leafEnd;

  private int line;

  /** The line's start, in the metric. */
  private int lineStart;

  /** What to add to a UTF-16 offset before the next uneven code point to have it in the metric. */
  private int shift;

  /** Where the next break ends, as a byte of the leaf. */
  private int breakEnd;

  /** The same as a UTF-16 offset of the text, which no offset of the leaf reaches without one. */
  private int breakEndUtf16;

  /** Where the next uneven code point starts, as a byte of the leaf; the leaf's end without one. */
  private int uneven;

  private int unevenStartUtf16;
  private int unevenEndUtf16;

  PositionSweep(Node root, int metric) {
    this.root = root;
    this.metric = metric;
  }

  void run(int[] offsets, int count, int[] lines, int[] characters) {
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int offset = offsets[i];
      if (offset < previous) {
        Bounds.checkOffset(root, offset);
        throw new TextRangeException(
            Code.UNSORTED_OFFSETS,
            "offset " + offset + " at index " + i + " is less than " + previous + " before it");
      }
      previous = offset;
      if (offset >= leafEnd) {
        Bounds.checkOffset(root, offset);
        enterLeaf(offset);
      }
      while (offset >= breakEndUtf16 || offset >= unevenEndUtf16) {
        if (breakEndUtf16 < unevenEndUtf16) {
          nextLine();
        } else {
          passUneven();
        }
      }
      lines[i] = line;
      characters[i] = Math.min(offset, unevenStartUtf16) + shift - lineStart;
    }
  }

  private void enterLeaf(int offset) {
    Seek seek = Seek.holding(root, offset, Node.UTF16);
    leaf = seek.leaf;
    leafEnd = seek.utf16 + leaf.utf16;
    if (leafEnd == root.utf16) {
      leafEnd++;
    }
    shift = seek.before(metric) - seek.utf16;
    if (seek.breaks != line) {
      line = seek.breaks;
      lineStart = Positions.lineStart(root, line, metric);
    }
    breakEnd = 0;
    breakEndUtf16 = seek.utf16;
    findBreak();
    unevenEndUtf16 = seek.utf16;
    findUneven(0);
  }

  private void nextLine() {
    line++;
    lineStart = breakEndUtf16 + shift;
    findBreak();
  }

  private void findBreak() {
    int from = breakEnd;
    int found = Utf8.nextBreakByte(leaf.data, from, leaf.bytes);
    if (found == leaf.bytes) {
      breakEndUtf16 = Integer.MAX_VALUE;
    } else {
      breakEnd = Utf8.breakEnd(leaf.data, found);
      breakEndUtf16 += leaf.measure(from, breakEnd, Node.UTF16);
    }
  }

  private void passUneven() {
    int width = Utf8.width(leaf.data[uneven]);
    int units = unevenEndUtf16 - unevenStartUtf16;
    shift += (metric == Node.BYTES ? width : metric == Node.UTF16 ? units : 1) - units;
    findUneven(uneven + width);
  }

  private void findUneven(int from) {
    byte[] data = leaf.data;
    if (metric == Node.BYTES) {
      uneven = Utf8.firstNonAscii(data, from, data.length);
    } else {
      uneven = leaf.utf16 == leaf.codePoints ? data.length : Utf8.nextPair(data, from, data.length);
    }
    if (uneven == data.length) {
      unevenStartUtf16 = Integer.MAX_VALUE;
      unevenEndUtf16 = Integer.MAX_VALUE;
    } else {
      unevenStartUtf16 = unevenEndUtf16 + leaf.measure(from, uneven, Node.UTF16);
      unevenEndUtf16 = unevenStartUtf16 + (Utf8.width(data[uneven]) == 4 ? 2 : 1);
    }
  }
}
