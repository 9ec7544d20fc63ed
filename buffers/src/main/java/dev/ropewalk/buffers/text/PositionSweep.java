package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.text.TextRangeException.Code;

/** Converts ascending offsets to positions in one pass. */
final class PositionSweep {
  /*
   * Within a leaf the sweep remembers the current line's start and where the next break ends, so an
   * offset on the same line costs one comparison and one subtraction in an ASCII leaf, and a scan
   * from the previous offset in another. Only another leaf costs a search.
   */

  private final Node root;
  private final int metric;

  private Leaf leaf = Leaf.EMPTY;

  /** The UTF-16 range of the leaf; the last leaf also takes the text's end. */
  private int leafStart;

  private int leafEnd;

  /** The place that was reached: a byte of the leaf, and its offsets in the text. */
  private int at;

  private int atUtf16;
  private int atMetric;

  private int line;

  /** The line's start, in the metric. */
  private int lineStart;

  /** Where the next break ends, as a byte of the leaf; beyond the leaf without one. */
  private int breakEnd;

  PositionSweep(Node root, int metric) {
    this.root = root;
    this.metric = metric;
  }

  void run(int[] offsets, int count, int[] lines, int[] characters) {
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int offset = offsets[i];
      if (offset < previous) {
        checkOffset(offset);
        throw new TextRangeException(
            Code.UNSORTED_OFFSETS,
            "offset " + offset + " at index " + i + " is less than " + previous + " before it");
      }
      previous = offset;
      if (offset >= leafEnd) {
        checkOffset(offset);
        enterLeaf(offset);
      }
      if (leaf.isAscii()) {
        advanceAscii(offset);
      } else {
        advance(offset);
      }
      lines[i] = line;
      characters[i] = atMetric - lineStart;
    }
  }

  private void enterLeaf(int offset) {
    Seek seek = Seek.holding(root, offset, Node.UTF16);
    leaf = seek.leaf;
    leafStart = seek.utf16;
    leafEnd = leafStart + leaf.utf16;
    if (leafEnd == root.utf16) {
      leafEnd++;
    }
    at = 0;
    atUtf16 = leafStart;
    atMetric = seek.before(metric);
    if (seek.breaks != line) {
      line = seek.breaks;
      lineStart = Positions.lineStart(root, line, metric);
    }
    findBreak(0);
  }

  private void checkOffset(int offset) {
    if (offset < 0 || offset > root.utf16) {
      throw new TextRangeException(
          Code.OFFSET_OUT_OF_RANGE,
          "offset " + offset + " does not fit a text of " + root.utf16 + " UTF-16 units");
    }
  }

  private void findBreak(int from) {
    int found = Utf8.nextBreakByte(leaf.data, from, leaf.bytes);
    breakEnd = found == leaf.bytes ? Integer.MAX_VALUE : Utf8.breakEnd(leaf.data, found);
  }

  private void advanceAscii(int offset) {
    int target = offset - leafStart;
    atMetric += target - at;
    at = target;
    while (breakEnd <= target) {
      line++;
      lineStart = atMetric - (target - breakEnd);
      findBreak(breakEnd);
    }
  }

  private void advance(int offset) {
    byte[] data = leaf.data;
    while (at < data.length) {
      byte lead = data[at];
      int width = Utf8.width(lead);
      int units = width == 4 ? 2 : 1;
      if (atUtf16 + units > offset) {
        return;
      }
      at += width;
      atUtf16 += units;
      atMetric += metric == Node.BYTES ? width : metric == Node.UTF16 ? units : 1;
      if (at >= breakEnd) {
        line++;
        lineStart = atMetric;
        findBreak(at);
      }
    }
  }
}
