package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.edit.EditBatchException.Code;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes sections in order and makes the canonical shape of them: what lies between two retained
 * units is one edit, however it came.
 */
final class BatchBuilder {
  private final @Nullable StringBuilder text;
  private int[] spans = new int[EditShape.STRIDE];
  private int used;
  private int before;
  private int after;
  private boolean open;

  private BatchBuilder(@Nullable StringBuilder text) {
    this.text = text;
  }

  /** Returns a builder that keeps what is inserted. */
  static BatchBuilder withText() {
    return new BatchBuilder(new StringBuilder());
  }

  /** Returns a builder that only counts what is inserted. */
  static BatchBuilder withoutText() {
    return new BatchBuilder(null);
  }

  void retain(int units) {
    if (units > 0) {
      before += units;
      advance(units);
      open = false;
    }
  }

  void delete(int units) {
    if (units > 0) {
      open();
      before += units;
      spans[used - 3] = before;
    }
  }

  /**
   * Inserts {@code [from, from + units)} of a source.
   *
   * @param source well-formed UTF-16; ignored when this builder keeps no text
   */
  void insert(CharSequence source, int from, int units) {
    if (units > 0) {
      open();
      advance(units);
      spans[used - 1] = after;
      if (text != null) {
        text.append(source, from, from + units);
      }
    }
  }

  /** Returns how far the text before the edits has been passed, in UTF-16 units. */
  int before() {
    return before;
  }

  /** Returns the shape; the sections must have passed the whole text. */
  EditShape shape() {
    return used == 0
        ? EditShape.identity(before)
        : new EditShape(before, after, Arrays.copyOf(spans, used));
  }

  /** Returns the batch; this builder must keep text. */
  EditBatch batch() {
    if (text == null) {
      throw new AssertionError("this builder keeps no text");
    }
    return new EditBatch(shape(), text.toString());
  }

  private void open() {
    if (open) {
      return;
    }
    if (used == spans.length) {
      spans = Arrays.copyOf(spans, 2 * used);
    }
    spans[used++] = before;
    spans[used++] = before;
    spans[used++] = after;
    spans[used++] = after;
    open = true;
  }

  private void advance(int units) {
    if (units > Integer.MAX_VALUE - after) {
      throw new EditBatchException(
          Code.TOO_LARGE,
          "the text would have " + ((long) after + units) + " UTF-16 units or more");
    }
    after += units;
  }
}
