package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.edit.EditBatchException.Code;
import dev.ropewalk.buffers.edit.SectionCursor.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of edits does to positions: which units it deletes and how many it inserts where,
 * but not what it inserts. It is all that positions, and batches made concurrently, need to know,
 * and is small when much is pasted.
 *
 * <p>The laws are those of {@link EditBatch}; {@code shape()} is a homomorphism: the shape of a
 * composed, transformed or inverted batch is that of its shapes.
 */
public final class EditShape {
  /*
   * One int array, four for each edit: start and end in the text before, start and end in the text
   * after. Swapping the pairs is the inverse; a position is found by binary search in either text.
   *
   *   S1  Ranges are within both texts, and none is empty in both.
   *   S2  At least one retained unit lies between two edits, in both texts alike.
   *
   * S1 and S2 make the form canonical: a shape is determined by the set of retained units and the
   * number of units inserted between each two of them, so equal effects are equal arrays.
   */

  static final int STRIDE = 4;

  private static final int[] NO_SPANS = {};

  private final int lengthBefore;
  private final int lengthAfter;
  private final int[] spans;

  EditShape(int lengthBefore, int lengthAfter, int[] spans) {
    this.lengthBefore = lengthBefore;
    this.lengthAfter = lengthAfter;
    this.spans = spans;
  }

  /**
   * Returns the shape that changes nothing.
   *
   * @param lengthUtf16 the length of the text, at least 0
   */
  public static EditShape identity(int lengthUtf16) {
    if (lengthUtf16 < 0) {
      throw new EditBatchException(
          Code.OFFSET_OUT_OF_RANGE, "a text of " + lengthUtf16 + " UTF-16 units");
    }
    return new EditShape(lengthUtf16, lengthUtf16, NO_SPANS);
  }

  /** Returns the length of the text that the edits are for, in UTF-16 units. */
  public int lengthBefore() {
    return lengthBefore;
  }

  /** Returns the length of the text that they leave, in UTF-16 units. */
  public int lengthAfter() {
    return lengthAfter;
  }

  /** Returns the number of edits; touching ones count as one. */
  public int size() {
    return spans.length / STRIDE;
  }

  /** Tells whether nothing is deleted or inserted. */
  public boolean isIdentity() {
    return spans.length == 0;
  }

  /** Returns where an edit starts in the text before. */
  public int start(int edit) {
    return spans[STRIDE * edit];
  }

  /** Returns where an edit ends in the text before. */
  public int end(int edit) {
    return spans[STRIDE * edit + 1];
  }

  /** Returns where an edit's insertion starts in the text after. */
  public int startAfter(int edit) {
    return spans[STRIDE * edit + 2];
  }

  /** Returns where an edit's insertion ends in the text after. */
  public int endAfter(int edit) {
    return spans[STRIDE * edit + 3];
  }

  /** Returns how many UTF-16 units an edit inserts. */
  int inserted(int edit) {
    return spans[STRIDE * edit + 3] - spans[STRIDE * edit + 2];
  }

  /** Returns the shape of what undoes this. */
  public EditShape inverse() {
    int[] swapped = new int[spans.length];
    for (int i = 0; i < spans.length; i++) {
      swapped[i] = spans[i ^ 2];
    }
    return new EditShape(lengthAfter, lengthBefore, swapped);
  }

  /**
   * Returns the shape of this and then {@code next}.
   *
   * @throws EditBatchException when {@code next} is for a text of another length
   */
  public EditShape compose(EditShape next) {
    var out = BatchBuilder.withoutText();
    compose(this, "", next, "", out);
    return out.shape();
  }

  /**
   * Returns this shape as it is after {@code other}, made concurrently for the same text.
   *
   * @param side where this one's insertions stand when both insert at one place
   * @throws EditBatchException when {@code other} is for a text of another length
   */
  public EditShape transform(EditShape other, Side side) {
    var out = BatchBuilder.withoutText();
    transform(this, "", other, side, out);
    return out.shape();
  }

  /**
   * Returns where a position of the text before is in the text after. The start of a replaced range
   * stays at the start of what replaces it, its end at the end; a position inside goes to one or
   * the other. Costs O(log size).
   *
   * @param offsetUtf16 {@code [0, lengthBefore()]}
   * @param bias where it goes when the range around it is replaced, or text inserted at it
   */
  public int mapPosition(int offsetUtf16, Bias bias) {
    if (offsetUtf16 < 0 || offsetUtf16 > lengthBefore) {
      throw new EditBatchException(
          Code.OFFSET_OUT_OF_RANGE,
          "offset " + offsetUtf16 + " does not fit a text of " + lengthBefore + " UTF-16 units");
    }
    int edit = lastStartingAtOrBefore(offsetUtf16);
    if (edit < 0) {
      return offsetUtf16;
    }
    int start = start(edit);
    int end = end(edit);
    if (offsetUtf16 > end || (offsetUtf16 == end && start < end)) {
      return endAfter(edit) + (offsetUtf16 - end);
    }
    if (offsetUtf16 == start && start < end) {
      return startAfter(edit);
    }
    return bias == Bias.BEFORE ? startAfter(edit) : endAfter(edit);
  }

  /**
   * Returns where a range is that does not grow by what is inserted at its ends: what of it is
   * left, and what was inserted inside. One of which nothing is left is empty.
   *
   * @param startUtf16 where it starts, {@code [0, endUtf16]}
   * @param endUtf16 where it ends, {@code [startUtf16, lengthBefore()]}
   */
  public OffsetRange mapRange(int startUtf16, int endUtf16) {
    checkRange(startUtf16, endUtf16, lengthBefore);
    int start = mapPosition(startUtf16, Bias.AFTER);
    return new OffsetRange(start, Math.max(start, mapPosition(endUtf16, Bias.BEFORE)));
  }

  /** Returns where a range is that grows by what is inserted at its ends, as {@link #mapRange}. */
  public OffsetRange mapRangeGrowing(int startUtf16, int endUtf16) {
    checkRange(startUtf16, endUtf16, lengthBefore);
    return new OffsetRange(mapPosition(startUtf16, Bias.BEFORE), mapPosition(endUtf16, Bias.AFTER));
  }

  /** Returns about how many bytes of heap this takes. */
  public long weightBytes() {
    // The object and its array with their headers.
    return 48 + 4L * spans.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EditShape that
        && lengthBefore == that.lengthBefore
        && lengthAfter == that.lengthAfter
        && Arrays.equals(spans, that.spans);
  }

  @Override
  public int hashCode() {
    return 31 * lengthBefore + Arrays.hashCode(spans);
  }

  /** Returns the edits as {@code [start, end)+inserted}, for people. */
  @Override
  public String toString() {
    var out = new StringBuilder("EditShape of " + lengthBefore + ":");
    for (int i = 0; i < size(); i++) {
      out.append(" [").append(start(i)).append(", ").append(end(i)).append(")+");
      out.append(inserted(i));
    }
    return out.toString();
  }

  /** Composes two shapes with their texts; see EditBatch for what comes out. */
  static void compose(
      EditShape first, String firstText, EditShape next, String nextText, BatchBuilder out) {
    if (first.lengthAfter != next.lengthBefore) {
      throw mismatch("the next batch", next.lengthBefore, first.lengthAfter);
    }
    var a = new SectionCursor(first);
    var b = new SectionCursor(next);
    while (a.kind() != Kind.END || b.kind() != Kind.END) {
      if (a.kind() == Kind.DELETE) {
        out.delete(a.length());
        a.take(a.length());
        continue;
      }
      if (a.isInsideInsertion()) {
        checkCut(firstText, a.textOffset());
      }
      if (b.kind() == Kind.INSERT) {
        out.insert(nextText, b.textOffset(), b.length());
        b.take(b.length());
        continue;
      }
      int units = Math.min(a.length(), b.length());
      if (a.kind() == Kind.INSERT) {
        if (b.kind() == Kind.RETAIN) {
          out.insert(firstText, a.textOffset(), units);
        }
      } else if (b.kind() == Kind.RETAIN) {
        out.retain(units);
      } else {
        out.delete(units);
      }
      a.take(units);
      b.take(units);
    }
  }

  /** Transforms a shape with its text over another; see EditBatch for what comes out. */
  static void transform(EditShape shape, String text, EditShape over, Side side, BatchBuilder out) {
    if (shape.lengthBefore != over.lengthBefore) {
      throw mismatch("the concurrent batch", over.lengthBefore, shape.lengthBefore);
    }
    var a = new SectionCursor(shape);
    var b = new SectionCursor(over);
    while (a.kind() != Kind.END || b.kind() != Kind.END) {
      boolean bInserts = b.kind() == Kind.INSERT;
      if (a.kind() == Kind.INSERT && (!bInserts || side == Side.LEFT)) {
        out.insert(text, a.textOffset(), a.length());
        a.take(a.length());
        continue;
      }
      if (bInserts) {
        out.retain(b.length());
        b.take(b.length());
        continue;
      }
      int units = Math.min(a.length(), b.length());
      if (b.kind() == Kind.RETAIN) {
        if (a.kind() == Kind.RETAIN) {
          out.retain(units);
        } else {
          out.delete(units);
        }
      }
      a.take(units);
      b.take(units);
    }
  }

  static void checkRange(int startUtf16, int endUtf16, int lengthUtf16) {
    if (startUtf16 > endUtf16) {
      throw new EditBatchException(
          Code.INVERTED_RANGE,
          "range [" + startUtf16 + ", " + endUtf16 + ") ends before it starts");
    }
    if (startUtf16 < 0 || endUtf16 > lengthUtf16) {
      throw new EditBatchException(
          Code.OFFSET_OUT_OF_RANGE,
          "range ["
              + startUtf16
              + ", "
              + endUtf16
              + ") does not fit a text of "
              + lengthUtf16
              + " UTF-16 units");
    }
  }

  static EditBatchException mismatch(String what, int itsLength, int length) {
    return new EditBatchException(
        Code.LENGTH_MISMATCH,
        what + " is for a text of " + itsLength + " UTF-16 units, this one is of " + length);
  }

  void checkInvariants() {
    int before = -1;
    int after = -1;
    int shift = 0;
    for (int i = 0; i < size(); i++) {
      boolean empty = start(i) == end(i) && startAfter(i) == endAfter(i);
      boolean ordered = start(i) <= end(i) && startAfter(i) <= endAfter(i);
      // S2; before and after are -1 at first, so that an edit may start at 0.
      if (empty || !ordered || start(i) <= before || startAfter(i) <= after) {
        throw new AssertionError("edit " + i + " is not canonical in " + this);
      }
      if (startAfter(i) - start(i) != shift) {
        throw new AssertionError("edit " + i + " is shifted by other than " + shift + this);
      }
      before = end(i);
      after = endAfter(i);
      shift = after - before;
    }
    if (before > lengthBefore || after > lengthAfter || lengthAfter - lengthBefore != shift) {
      throw new AssertionError(this + " does not end at " + lengthBefore + ", " + lengthAfter);
    }
  }

  private static void checkCut(String text, int at) {
    if (at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1))) {
      throw new EditBatchException(
          Code.INSIDE_CODE_POINT, "an edit cuts a surrogate pair that the batch before inserts");
    }
  }

  /** Returns the last edit whose start is at most the offset, or -1. */
  private int lastStartingAtOrBefore(int offsetUtf16) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start(middle) <= offsetUtf16) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
