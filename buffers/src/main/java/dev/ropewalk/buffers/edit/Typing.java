package dev.ropewalk.buffers.edit;

/**
 * One edit of a user as a {@link CoalescingRule} sees it.
 *
 * @param kind what it does
 * @param startUtf16 where its range starts, before and after it, in UTF-16 units
 * @param removedEndUtf16 where the range that it removes ends, in the text before it
 * @param caretUtf16 where what it inserts ends, in the text that stands now: for an edit of the
 *     past, after what others have changed since
 * @param breaksLine whether it inserts a line break
 * @param atNanos when it was made, on the history's clock
 */
public record Typing(
    Kind kind,
    int startUtf16,
    int removedEndUtf16,
    int caretUtf16,
    boolean breaksLine,
    long atNanos) {
  /** What an edit does. */
  public enum Kind {
    /** It inserts at one place. */
    INSERT,
    /** It deletes one range. */
    DELETE,
    /** It replaces one range. */
    REPLACE,
    /** It changes several places. */
    SEVERAL
  }

  static Typing of(EditBatch batch, long atNanos) {
    EditShape shape = batch.shape();
    int last = shape.size() - 1;
    Kind kind;
    if (last > 0) {
      kind = Kind.SEVERAL;
    } else if (shape.start(0) == shape.end(0)) {
      kind = Kind.INSERT;
    } else {
      kind = shape.inserted(0) == 0 ? Kind.DELETE : Kind.REPLACE;
    }
    return new Typing(
        kind,
        shape.start(0),
        shape.end(last),
        shape.endAfter(last),
        batch.insertsLineBreak(),
        atNanos);
  }

  /** Returns the same edit with its caret moved by what others changed. */
  Typing mapped(EditShape remote) {
    int caret = remote.mapPosition(caretUtf16, Bias.BEFORE);
    return new Typing(kind, startUtf16, removedEndUtf16, caret, breaksLine, atNanos);
  }
}
