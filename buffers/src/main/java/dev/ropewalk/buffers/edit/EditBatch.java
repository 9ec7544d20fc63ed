package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.edit.EditBatchException.Code;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextEdit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Simultaneous replacements of ranges of one text, as a value.
 *
 * <p>Offsets count UTF-16 units, as those of {@link Text} do, and a batch is for texts of one
 * length. Two batches are equal when they have the same effect: the same units are retained, and
 * the same text stands between them. Below, {@code a;b} is {@code a.compose(b)} and {@code t·a} is
 * {@code a.applyTo(t)}. The laws, for all batches and texts whose lengths fit:
 *
 * <ol>
 *   <li>Action: {@code t·(a;b) = (t·a)·b}, and {@code t·identity = t}.
 *   <li>Composition is associative, and the identity is neutral on both sides.
 *   <li>Inversion: {@code (t·a)·a.invert(t) = t}; {@code a.invert(t).invert(t·a) = a}; the inverse
 *       of {@code a;b} is {@code b.invert(t·a);a.invert(t)}.
 *   <li>Convergence (TP1), as batches and so on every text: {@code a;b.transform(a, RIGHT) =
 *       b;a.transform(b, LEFT)}.
 *   <li>{@code a.transform(identity, side) = a}, and the identity over any batch is the identity.
 *   <li>{@code a.transform(b;c, s) = a.transform(b, s).transform(c, s)} when {@code a} inserts
 *       nothing, when {@code b} and {@code c} insert nothing, or when the edits of {@code a} touch
 *       none of {@code b;c}. Otherwise both delete the same, but texts that were inserted at one
 *       place may stand in another order. The same goes for TP2: more than two parties need one
 *       order, which a server gives.
 *   <li>Mapped positions are monotone; {@code BEFORE} is never behind {@code AFTER}; the position
 *       of a retained unit maps to where that unit is with {@code AFTER}.
 * </ol>
 */
public final class EditBatch {
  /*
   * A shape (where, how long) and one string with all that is inserted, in order. Every operation is
   * one walk over the sections of its operands: O(edits), plus the copying of inserted text; the text
   * between edits is never looked at.
   *
   *   B1  The shape is canonical (S1, S2), and the string has as many units as it inserts.
   *   B2  The string of each edit is well-formed UTF-16: whoever makes a batch repairs it as Text does,
   *       edit by edit, so that halves of a pair do not meet, and composition refuses to cut a pair.
   *
   * Transform. An edit is taken as an insertion at its range's start, then the deletion of the range.
   * What both delete is deleted once; text inserted into a range that the other deletes stays, alone;
   * insertions are ordered by their place in the common text, and at one place by the side. Nobody's
   * insertion is ever lost. Both results of that merge are the same document by construction, which is
   * TP1; the other laws with transform in them are lost where the merge has to break a tie, since a
   * batch does not remember where inside a deleted range it inserted.
   *
   * Not done: no tombstones, which would give TP2 at the price of a document that only grows; no
   * operation log, no versions.
   *
   * References: Nichols et al., "High-latency, low-bandwidth windowing in the Jupiter collaboration
   * system" (1995); Ressel et al., "An integrating, transformation-oriented approach to concurrency
   * control" (1996) for TP1 and TP2; CodeMirror's ChangeSet and xi-rope's Delta for the sparse form.
   */

  private final EditShape shape;
  private final String text;

  EditBatch(EditShape shape, String text) {
    this.shape = shape;
    this.text = text;
  }

  /**
   * Returns the batch that changes nothing.
   *
   * @param lengthUtf16 the length of the text, at least 0
   */
  public static EditBatch identity(int lengthUtf16) {
    return new EditBatch(EditShape.identity(lengthUtf16), "");
  }

  /**
   * Returns the replacement of one range.
   *
   * @param lengthUtf16 the length of the text
   * @param startUtf16 where the range starts, {@code [0, endUtf16]}
   * @param endUtf16 where it ends, {@code [startUtf16, lengthUtf16]}
   * @param newText what stands there afterwards; a lone surrogate in it becomes U+FFFD
   */
  public static EditBatch replace(int lengthUtf16, int startUtf16, int endUtf16, String newText) {
    EditShape.checkRange(startUtf16, endUtf16, lengthUtf16);
    var out = BatchBuilder.withText();
    append(out, startUtf16, endUtf16, newText);
    out.retain(lengthUtf16 - endUtf16);
    return out.batch();
  }

  /**
   * Returns simultaneous edits as a batch, read as {@link Text#apply} reads them: in any order,
   * insertions at one place in the order of the list, before what replaces a range from there.
   * Whether the batch cuts a surrogate pair of the text is seen when it is applied; edits that meet
   * inside a pair are one and do not cut it.
   *
   * @param lengthUtf16 the length of the text
   * @param edits edits of that text; a lone surrogate in a new text becomes U+FFFD
   * @throws EditBatchException when a range does not fit the text, or two overlap
   */
  public static EditBatch of(int lengthUtf16, List<TextEdit> edits) {
    TextEdit[] sorted = edits.toArray(new TextEdit[0]);
    Arrays.sort(
        sorted, Comparator.comparingInt(TextEdit::startUtf16).thenComparingInt(TextEdit::endUtf16));
    var out = BatchBuilder.withText();
    for (TextEdit edit : sorted) {
      EditShape.checkRange(edit.startUtf16(), edit.endUtf16(), lengthUtf16);
      if (edit.startUtf16() < out.before()) {
        throw new EditBatchException(
            Code.OVERLAPPING_EDITS,
            "the edit of ["
                + edit.startUtf16()
                + ", "
                + edit.endUtf16()
                + ") overlaps one that ends at "
                + out.before());
      }
      append(out, edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    out.retain(lengthUtf16 - out.before());
    return out.batch();
  }

  /**
   * Returns successive edits as one batch: each is of the text that the ones before it leave, as in
   * a notification of LSP. Costs O(k log k) for k edits.
   *
   * @param lengthUtf16 the length of the text before the first
   * @param edits the edits; a lone surrogate in a new text becomes U+FFFD
   * @throws EditBatchException when a range does not fit the text that it is for, or the batch
   *     would cut a surrogate pair that an earlier edit inserted
   */
  public static EditBatch ofSuccessive(int lengthUtf16, List<TextEdit> edits) {
    var all = new BatchAccumulator(BatchAccumulator.Order.FORWARD, identity(lengthUtf16));
    int length = lengthUtf16;
    for (TextEdit edit : edits) {
      EditBatch batch = replace(length, edit.startUtf16(), edit.endUtf16(), edit.newText());
      all.add(batch);
      length = batch.lengthAfter();
    }
    return all.composed();
  }

  /** Returns what this does to positions. */
  public EditShape shape() {
    return shape;
  }

  /** Returns the length of the text that the edits are for, in UTF-16 units. */
  public int lengthBefore() {
    return shape.lengthBefore();
  }

  /** Returns the length of the text that they leave, in UTF-16 units. */
  public int lengthAfter() {
    return shape.lengthAfter();
  }

  /** Returns the number of edits; touching ones count as one. */
  public int size() {
    return shape.size();
  }

  /** Tells whether nothing is deleted or inserted. */
  public boolean isIdentity() {
    return shape.isIdentity();
  }

  /** Returns the edits, ascending; no two touch. */
  public List<TextEdit> edits() {
    var edits = new ArrayList<TextEdit>(size());
    int taken = 0;
    for (int i = 0; i < size(); i++) {
      int end = taken + shape.inserted(i);
      edits.add(new TextEdit(shape.start(i), shape.end(i), text.substring(taken, end)));
      taken = end;
    }
    return edits;
  }

  /**
   * Returns a text with the edits made.
   *
   * @throws EditBatchException when the text has another length
   * @throws dev.ropewalk.buffers.text.TextRangeException when an edit cuts a surrogate pair of it
   * @throws dev.ropewalk.buffers.text.TextTooLargeException when the result would be too large
   */
  public Text applyTo(Text before) {
    checkLength(before);
    return isIdentity() ? before : before.apply(edits());
  }

  /**
   * Returns the batch that undoes this one.
   *
   * @param before the text before this batch: what it deletes is read there
   * @throws EditBatchException when the text has another length
   * @throws dev.ropewalk.buffers.text.TextRangeException when an edit cuts a surrogate pair of it
   */
  public EditBatch invert(Text before) {
    checkLength(before);
    var deleted = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      deleted.append(before.slice(shape.start(i), shape.end(i)));
    }
    return new EditBatch(shape.inverse(), deleted.toString());
  }

  /**
   * Returns the batch that does this and then {@code next}.
   *
   * @param next a batch for the text that this one leaves
   * @throws EditBatchException when it is for a text of another length, or would cut a surrogate
   *     pair that this batch inserts
   */
  public EditBatch compose(EditBatch next) {
    if (lengthAfter() == next.lengthBefore() && (isIdentity() || next.isIdentity())) {
      return isIdentity() ? next : this;
    }
    var out = BatchBuilder.withText();
    EditShape.compose(shape, text, next.shape, next.text, out);
    return out.batch();
  }

  /**
   * Returns this batch as it is to be made after {@code other}, made concurrently for the same
   * text: see the laws for what holds, and {@link Side} for the tie.
   *
   * @param side where this batch's insertions stand when both insert at one place; the other batch
   *     is to be transformed with the opposite
   * @throws EditBatchException when {@code other} is for a text of another length
   */
  public EditBatch transform(EditBatch other, Side side) {
    return transform(other.shape, side);
  }

  /** Returns this batch after another of that shape, as {@link #transform(EditBatch, Side)}. */
  public EditBatch transform(EditShape other, Side side) {
    if (other.isIdentity() && other.lengthBefore() == lengthBefore()) {
      return this;
    }
    var out = BatchBuilder.withText();
    EditShape.transform(shape, text, other, side, out);
    return out.batch();
  }

  /** Returns where a position is afterwards, as {@link EditShape#mapPosition} does. */
  public int mapPosition(int offsetUtf16, Bias bias) {
    return shape.mapPosition(offsetUtf16, bias);
  }

  /** Returns about how many bytes of heap this takes, at most. */
  public long weightBytes() {
    // The batch, the string and its array with their headers; two bytes for each unit at most.
    return 64 + shape.weightBytes() + 2L * text.length();
  }

  /** Tells whether a line break is inserted. */
  boolean insertsLineBreak() {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  void checkInvariants() {
    shape.checkInvariants();
    int inserted = 0;
    for (TextEdit edit : edits()) {
      inserted += edit.newText().length();
      if (Text.countLoneSurrogates(edit.newText()) > 0) {
        throw new AssertionError("B2: a lone surrogate in " + this);
      }
    }
    if (inserted != text.length()) {
      throw new AssertionError("B1: " + inserted + " units of " + text.length() + " inserted");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EditBatch that && shape.equals(that.shape) && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + text.hashCode();
  }

  /** Returns the edits, for people and with their text: not for logs. */
  @Override
  public String toString() {
    return "EditBatch of " + lengthBefore() + ": " + edits();
  }

  private void checkLength(Text before) {
    if (before.lengthUtf16() != lengthBefore()) {
      throw EditShape.mismatch("this batch", lengthBefore(), before.lengthUtf16());
    }
  }

  /** Appends an edit whose range has been checked and does not start before the last one's end. */
  private static void append(BatchBuilder out, int startUtf16, int endUtf16, String newText) {
    out.retain(startUtf16 - out.before());
    String scalars = Text.countLoneSurrogates(newText) == 0 ? newText : repaired(newText);
    out.insert(scalars, 0, scalars.length());
    out.delete(endUtf16 - startUtf16);
  }

  private static String repaired(String newText) {
    return Text.of(newText).toString();
  }
}
