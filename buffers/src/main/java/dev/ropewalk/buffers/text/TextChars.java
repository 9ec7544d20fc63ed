package dev.ropewalk.buffers.text;

import java.util.Objects;

/**
 * The characters of a range of a text, for what takes a {@code CharSequence}; nothing is copied.
 *
 * <p>{@code charAt} costs O(1) near the place before it and O(log n) elsewhere; the place is
 * remembered, so one thread uses a view at a time ({@link #subSequence} gives another thread its
 * own). A view may start or end inside a surrogate pair.
 */
public final class TextChars implements CharSequence {
  private static final char[] NO_UNITS = new char[0];

  private final Node root;
  private final int start;
  private final int length;
  private final LeafWalk walk;

  /** The present leaf: its first unit as an index of this view, and its units. */
  private int leafStart;

  private int leafUnits;

  /** What of the present leaf is in this view. */
  private int first;

  private int limit;
  private byte[] data = Leaf.EMPTY.data;

  /** The units of a leaf that is not ASCII, else empty. */
  private char[] wide = NO_UNITS;

  private char[] buffer = NO_UNITS;

  TextChars(Node root, int startUtf16, int endUtf16) {
    this.root = root;
    this.start = startUtf16;
    this.length = endUtf16 - startUtf16;
    this.walk = new LeafWalk(root);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    if (index < first || index >= limit) {
      enter(index);
    }
    int local = index - leafStart;
    return wide.length == 0 ? (char) data[local] : wide[local];
  }

  /** Goes to the leaf with an index. */
  private void enter(int index) {
    Objects.checkIndex(index, length);
    boolean entered =
        leafUnits > 0
            && ((index == leafStart + leafUnits && walk.next())
                || (index == leafStart - 1 && walk.previous()));
    if (!entered) {
      walk.seek(start + index, Node.UTF16);
    }
    Leaf leaf = walk.leaf;
    data = leaf.data;
    leafStart = walk.startUtf16 - start;
    leafUnits = leaf.utf16;
    if (leaf.isAscii()) {
      wide = NO_UNITS;
    } else {
      if (buffer.length < leafUnits) {
        buffer = new char[Math.max(leafUnits, Tuning.PRODUCTION.maxLeafBytes())];
      }
      Utf8Decoder.decode(data, buffer);
      wide = buffer;
    }
    first = Math.max(leafStart, 0);
    limit = Math.min(leafStart + leafUnits, length);
  }

  /** Returns a view of its own place. */
  @Override
  public TextChars subSequence(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return new TextChars(root, start + from, start + to);
  }

  @Override
  public boolean isEmpty() {
    return length == 0;
  }

  @Override
  public String toString() {
    int end = start + length;
    int wholeStart = insidePair(start) ? start + 1 : start;
    int wholeEnd = insidePair(end) ? end - 1 : end;
    if (wholeStart == start && wholeEnd == end) {
      return Reading.slice(root, start, end);
    }
    var units = new StringBuilder(length);
    if (length > 0 && wholeStart > start) {
      units.append(charAt(0));
    }
    if (wholeStart < wholeEnd) {
      units.append(Reading.slice(root, wholeStart, wholeEnd));
    }
    if (wholeEnd < end && wholeEnd >= wholeStart) {
      units.append(charAt(length - 1));
    }
    return units.toString();
  }

  private boolean insidePair(int offsetUtf16) {
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    return seek.leaf.byteAt(seek.local) < 0;
  }
}
