package dev.ropewalk.buffers.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run of edits on a text at less cost than one snapshot for each.
 *
 * <p>An edit near the one before it, as in typing, costs a few tens of nanoseconds; {@link
 * #snapshot} then costs what one edit of a {@link Text} does. Snapshots taken earlier never change.
 * One thread uses an editor at a time.
 *
 * <pre>{@code
 * TextEditor editor = text.editor();
 * for (TextEdit change : changes) {
 *   editor.replace(change.startUtf16(), change.endUtf16(), change.newText());
 * }
 * Text after = editor.snapshot();
 * }</pre>
 */
public final class TextEditor {
  /*
   * Goal: typing pays for the path from root to leaf once per snapshot or change of place, not once
   * per character.
   *
   * The leaf of the last edit (the finger) is open: its bytes are in `open`, a buffer of the largest
   * leaf's size, with its sums and the path of branches to it. An edit inside moves bytes there and
   * adjusts the sums. Closing makes a leaf of the buffer and hangs it into the path: branches made
   * since the last snapshot are owned (Branch says how) and written in place, others are copied.
   *
   *   E1  The open bytes are a lawful leaf at any time (I1 to I3 of Text), CRLF pairs across its
   *       borders included. An edit that would leave another is done on the closed tree (TreeEdit).
   *   E2  Unless dirty, the open bytes are those of `leaf`, the last child of the path.
   *   E3  The sums of the path's branches are those of the tree with `leaf`.
   *   E4  A branch that any Text has is not owned: snapshot() changes the token.
   *
   * Costs: an edit in the open leaf O(leaf), else O(log n + leaf) with an allocation of one leaf and
   * of those branches of its path that are not owned. Reference: Bagwell's transients as in Clojure,
   * there for whole nodes; here only branches are owned, and leaves stay as long as their content.
   *
   * In a leaf that is not ASCII, finding the byte of an offset scans: `knownByte` remembers the last
   * place, next to which the next edit mostly is.
   */

  private static final int STEPS_BACK = 16;

  private final Tuning tuning;
  private Node root;
  private Object token = new Object();

  /** Whether branches may be owned since the last snapshot. */
  private boolean owns;

  private Text lastSnapshot;

  private Branch[] path = new Branch[0];
  private int[] childOnPath = new int[0];
  private int depth;

  /** The open leaf as the tree has it; null when none is open. */
  private @Nullable Leaf leaf;

  private int leafStart;
  private boolean firstLeaf;
  private boolean lastLeaf;

  private final byte[] open;
  private int bytes;
  private int utf16;
  private int codePoints;
  private boolean mayHaveCr;
  private boolean breaksChanged;
  private boolean dirty;

  /** A byte of the open leaf and its offset from the leaf's start. */
  private int knownByte;

  private int knownUtf16;

  TextEditor(Text start) {
    tuning = start.tuning();
    root = start.root();
    lastSnapshot = start;
    open = new byte[tuning.maxLeafBytes()];
  }

  /** Returns the present length in UTF-16 units. */
  public int lengthUtf16() {
    return leaf == null ? root.utf16 : root.utf16 + utf16 - leaf.utf16;
  }

  /**
   * Replaces {@code [startUtf16, endUtf16)} of the present text.
   *
   * @param startUtf16 where the range starts, {@code [0, lengthUtf16()]}
   * @param endUtf16 where it ends, {@code [startUtf16, lengthUtf16()]}
   * @param replacement what stands there afterwards; a lone surrogate in it becomes U+FFFD
   * @return this editor
   * @throws TextRangeException when the range is not in the text or cuts a surrogate pair; nothing
   *     was changed
   * @throws TextTooLargeException when the result would exceed {@link Text#MAX_BYTES}; nothing was
   *     changed
   */
  public TextEditor replace(int startUtf16, int endUtf16, CharSequence replacement) {
    if (replacement.length() <= tuning.maxLeafBytes()) {
      if (isOpen(startUtf16, endUtf16) || openAt(startUtf16, endUtf16)) {
        int from = byteAt(startUtf16);
        int to = startUtf16 == endUtf16 ? from : byteAt(endUtf16);
        if (replaceInOpen(startUtf16 - leafStart, endUtf16 - startUtf16, from, to, replacement)) {
          return this;
        }
      }
    }
    close();
    root = TreeEdit.replace(root, startUtf16, endUtf16, replacement, tuning);
    leaf = null;
    return this;
  }

  /**
   * Returns the present text, which later edits leave as it is; the same object as the last time
   * when there were none.
   */
  public Text snapshot() {
    close();
    if (lastSnapshot.root() != root) {
      lastSnapshot = new Text(root, tuning);
      if (owns) {
        token = new Object();
        owns = false;
      }
    }
    return lastSnapshot;
  }

  private boolean isOpen(int startUtf16, int endUtf16) {
    return leaf != null
        && startUtf16 >= leafStart
        && startUtf16 <= endUtf16
        && endUtf16 <= leafStart + utf16;
  }

  /** Opens the leaf that holds a range; declines when there is none or the range is bad. */
  private boolean openAt(int startUtf16, int endUtf16) {
    close();
    leaf = null;
    if (startUtf16 < 0 || startUtf16 > endUtf16 || endUtf16 > root.utf16) {
      return false;
    }
    int height = root.height();
    if (path.length < height) {
      path = new Branch[height];
      childOnPath = new int[height];
    }
    depth = 0;
    leafStart = 0;
    firstLeaf = true;
    lastLeaf = true;
    Node node = root;
    while (node instanceof Branch branch) {
      int target = startUtf16 - leafStart;
      int i =
          startUtf16 == endUtf16
              ? branch.childReaching(target, Node.UTF16)
              : branch.childHolding(target, Node.UTF16);
      path[depth] = branch;
      childOnPath[depth++] = i;
      leafStart += branch.before(i, Node.UTF16);
      firstLeaf &= i == 0;
      lastLeaf &= i == branch.size() - 1;
      node = branch.child(i);
      if (endUtf16 - leafStart > node.utf16) {
        return false;
      }
    }
    Leaf found = (Leaf) node;
    leaf = found;
    System.arraycopy(found.data, 0, open, 0, found.bytes);
    bytes = found.bytes;
    utf16 = found.utf16;
    codePoints = found.codePoints;
    mayHaveCr = found.mayHaveCr;
    breaksChanged = false;
    dirty = false;
    knownByte = 0;
    knownUtf16 = 0;
    return true;
  }

  /** Returns the byte of an offset of the text in the open leaf. */
  private int byteAt(int offsetUtf16) {
    int target = offsetUtf16 - leafStart;
    if (bytes == utf16) {
      return target;
    }
    int at = knownByte;
    int left = target - knownUtf16;
    if (left < -STEPS_BACK) {
      at = 0;
      left = target;
    }
    while (left < 0) {
      at--;
      if (!Utf8.isContinuation(open[at])) {
        left += Utf8.width(open[at]) == 4 ? 2 : 1;
      }
    }
    int found = Utf8.afterUtf16Units(open, at, bytes, left);
    if (found < 0) {
      throw Bounds.insideCodePoint(offsetUtf16);
    }
    return found;
  }

  /**
   * Replaces the bytes {@code [from, to)} of the open leaf, which are {@code removed} units from
   * the unit {@code start} on; declines when what remains would not be a lawful leaf (E1).
   */
  private boolean replaceInOpen(
      int start, int removed, int from, int to, CharSequence replacement) {
    int length = replacement.length();
    if (length == 1 && replacement.charAt(0) < 0x80) {
      char unit = replacement.charAt(0);
      if (!isLawful(from, to, 1, (byte) unit, (byte) unit)) {
        return false;
      }
      cutOut(from, to, removed, 1);
      open[from] = (byte) unit;
      noteInserted(start, from, 1, 1, 1);
      return true;
    }
    byte[] inserted = Utf8Encoder.encode(replacement);
    int count = inserted.length;
    if (count > 0
        ? !isLawful(from, to, count, inserted[0], inserted[count - 1])
        : !isLawful(from, to, 0, (byte) 0, (byte) 0)) {
      return false;
    }
    cutOut(from, to, removed, count);
    System.arraycopy(inserted, 0, open, from, count);
    noteInserted(
        start,
        from,
        count,
        Utf8.utf16Units(inserted, 0, count),
        Utf8.codePoints(inserted, 0, count));
    return true;
  }

  /** Tells whether a leaf remains that E1 allows, and a text of lawful size. */
  private boolean isLawful(int from, int to, int count, byte first, byte last) {
    int length = bytes - (to - from) + count;
    if (length > tuning.maxLeafBytes()
        || (length < tuning.minLeafBytes() && !(firstLeaf && lastLeaf))
        || (long) root.bytes + bytes + count > Text.MAX_BYTES) {
      return false;
    }
    if (from == 0 && !firstLeaf && (count > 0 ? first : open[to]) == Utf8.LF) {
      return false;
    }
    return to < bytes || lastLeaf || (count > 0 ? last : open[from - 1]) != Utf8.CR;
  }

  /** Takes {@code [from, to)} out of the open leaf and makes room for {@code count} bytes there. */
  private void cutOut(int from, int to, int removedUtf16, int count) {
    if (to > from) {
      breaksChanged = breaksChanged || Utf8.hasBreakByte(open, from, to);
      codePoints -= bytes == utf16 ? to - from : Utf8.codePoints(open, from, to);
      utf16 -= removedUtf16;
    }
    // A CR and an LF that come together or come apart change the count too.
    if (mayHaveCr && from > 0 && to < bytes && open[from - 1] == Utf8.CR && open[to] == Utf8.LF) {
      breaksChanged = true;
    }
    System.arraycopy(open, to, open, from + count, bytes - to);
    bytes += count - (to - from);
    dirty = true;
  }

  private void noteInserted(int start, int from, int count, int units, int points) {
    utf16 += units;
    codePoints += points;
    knownByte = from + count;
    knownUtf16 = start + units;
    if (Utf8.hasBreakByte(open, from, from + count)) {
      breaksChanged = true;
      mayHaveCr = mayHaveCr || Utf8.hasCr(open, from, from + count);
    }
  }

  /** Puts the open leaf into the tree when it has changed; it stays open. */
  private void close() {
    Leaf old = leaf;
    if (old == null || !dirty) {
      return;
    }
    byte[] data = Arrays.copyOf(open, bytes);
    int breaks = breaksChanged ? Utf8.breaksEnding(data, 0, bytes) : old.breaks;
    Leaf closed = new Leaf(data, utf16, breaks, codePoints, mayHaveCr);
    Node child = closed;
    for (int i = depth - 1; i >= 0; i--) {
      Branch branch =
          path[i].with(
              childOnPath[i],
              child,
              closed.utf16 - old.utf16,
              closed.breaks - old.breaks,
              closed.bytes - old.bytes,
              closed.codePoints - old.codePoints,
              token);
      path[i] = branch;
      child = branch;
    }
    root = child;
    owns = true;
    leaf = closed;
    dirty = false;
    breaksChanged = false;
  }
}
