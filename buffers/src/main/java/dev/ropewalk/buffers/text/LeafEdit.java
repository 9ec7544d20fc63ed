package dev.ropewalk.buffers.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One edit that stays within the leaves of one branch: the common case, done by copying one path.
 */
final class LeafEdit {
  /*
   * The path from the root to the leaf is copied; a leaf that overflows becomes two, and a full
   * branch above it too. A range over several leaves of one branch makes new leaves of what is left
   * of its ends. Whatever is not so simple is declined, and the caller cuts and joins trees instead:
   * a range over several branches, a leaf or branch that gets too small, an inserted text larger
   * than a leaf, and an LF that comes to a leaf's start or a CR that comes to its end (its other
   * half may be in the neighbour).
   *
   * An insertion between two leaves goes to the left one, where typing happens. A leaf that overflows
   * at its very end or start is cut so that the untouched side stays large.
   */

  private final Tuning tuning;
  private final byte[] inserted;
  private final int insertedUtf16;
  private final int insertedCodePoints;
  private final boolean insertedBreaks;
  private final int startUtf16;
  private final int endUtf16;

  /** The right half of the node that replaceIn() returned, when there were two. */
  private @Nullable Node overflow;

  LeafEdit(int startUtf16, int endUtf16, byte[] inserted, Tuning tuning) {
    this.tuning = tuning;
    this.inserted = inserted;
    this.startUtf16 = startUtf16;
    this.endUtf16 = endUtf16;
    this.insertedUtf16 = Utf8.utf16Units(inserted, 0, inserted.length);
    this.insertedCodePoints = Utf8.codePoints(inserted, 0, inserted.length);
    this.insertedBreaks = Utf8.hasBreakByte(inserted, 0, inserted.length);
  }

  /** Returns the edited tree, null when the edit is not so simple. */
  @Nullable Node applyTo(Node root) {
    if (inserted.length > tuning.maxLeafBytes()) {
      return null;
    }
    Node edited = replaceIn(root, startUtf16, endUtf16, true, true);
    return edited == null || overflow == null ? edited : new Branch(new Node[] {edited, overflow});
  }

  private @Nullable Node replaceIn(Node node, int start, int end, boolean first, boolean last) {
    if (!(node instanceof Branch branch)) {
      return replaceIn((Leaf) node, start, end, first, last);
    }
    int i =
        start == end
            ? branch.childReaching(start, Node.UTF16)
            : branch.childHolding(start, Node.UTF16);
    Node child = branch.child(i);
    int before = branch.before(i, Node.UTF16);
    if (end - before > child.utf16) {
      return branch.height() == 1 ? replaceLeaves(branch, i, start, end, first, last) : null;
    }
    Node edited =
        replaceIn(
            child, start - before, end - before, first && i == 0, last && i == branch.size() - 1);
    if (edited == null || overflow == null) {
      return edited == null ? null : branch.with(i, edited);
    }
    var all = new NodeRun(tuning);
    all.addChildren(branch, 0, i);
    all.add(edited);
    all.add(overflow);
    all.addChildren(branch, i + 1, branch.size());
    return branches(all, i == 0, i == branch.size() - 1);
  }

  /** Returns a branch over all, or its left half with the right one in {@code overflow}. */
  private Node branches(NodeRun all, boolean atStart, boolean atEnd) {
    int size = all.size();
    if (size <= tuning.maxChildren()) {
      overflow = null;
      return all.branch(0, size);
    }
    int middle = size / 2;
    if (atEnd) {
      middle = size - tuning.minChildren();
    } else if (atStart) {
      middle = tuning.minChildren();
    }
    overflow = all.branch(middle, size);
    return all.branch(0, middle);
  }

  /** Replaces a range that starts in the leaf {@code i} of a branch and ends in a later one. */
  private @Nullable Node replaceLeaves(
      Branch branch, int i, int start, int end, boolean first, boolean last) {
    if (end > branch.utf16) {
      return null;
    }
    int j = branch.childReaching(end, Node.UTF16);
    Leaf left = (Leaf) branch.child(i);
    Leaf right = (Leaf) branch.child(j);
    int from = byteAt(left, start - branch.before(i, Node.UTF16), startUtf16);
    int to = byteAt(right, end - branch.before(j, Node.UTF16), endUtf16);
    int length = from + inserted.length + right.bytes - to;
    if (length < tuning.minLeafBytes()) {
      return null;
    }
    byte[] data = new byte[length];
    System.arraycopy(left.data, 0, data, 0, from);
    System.arraycopy(inserted, 0, data, from, inserted.length);
    System.arraycopy(right.data, to, data, from + inserted.length, right.bytes - to);
    boolean firstLeaf = first && i == 0;
    boolean lastLeaf = last && j == branch.size() - 1;
    if ((from == 0 && !firstLeaf && data[0] == Utf8.LF)
        || (to == right.bytes && !lastLeaf && data[length - 1] == Utf8.CR)) {
      return null;
    }
    var all = new NodeRun(tuning);
    all.addChildren(branch, 0, i);
    if (!addLeaves(data, all)) {
      return null;
    }
    all.addChildren(branch, j + 1, branch.size());
    boolean isRoot = first && last;
    if (all.size() == 1) {
      return isRoot ? all.node(0) : null;
    }
    return all.size() < tuning.minChildren() && !isRoot ? null : branches(all, false, false);
  }

  /** Adds bytes as leaves of about one size; declines when one would not be lawful. */
  private boolean addLeaves(byte[] data, NodeRun leaves) {
    int most = tuning.maxLeafBytes();
    int count = data.length <= most ? 1 : Math.ceilDiv(data.length, most - 4);
    int from = 0;
    for (int i = 1; i <= count; i++) {
      int to = i == count ? data.length : Utf8.cutBefore(data, data.length * i / count);
      if (to - from > most || to - from < tuning.minLeafBytes()) {
        return false;
      }
      leaves.add(Leaf.of(Arrays.copyOfRange(data, from, to)));
      from = to;
    }
    return true;
  }

  private @Nullable Node replaceIn(Leaf leaf, int start, int end, boolean first, boolean last) {
    int from = byteAt(leaf, start, startUtf16);
    int to = start == end ? from : byteAt(leaf, end, endUtf16);
    int length = leaf.bytes - (to - from) + inserted.length;
    boolean onlyLeaf = first && last;
    if (length < tuning.minLeafBytes() && !onlyLeaf) {
      return null;
    }
    byte[] data = new byte[length];
    System.arraycopy(leaf.data, 0, data, 0, from);
    System.arraycopy(inserted, 0, data, from, inserted.length);
    System.arraycopy(leaf.data, to, data, from + inserted.length, leaf.bytes - to);
    if ((from == 0 && !first && data[0] == Utf8.LF)
        || (to == leaf.bytes && !last && data[length - 1] == Utf8.CR)) {
      return null;
    }
    if (length > tuning.maxLeafBytes()) {
      return cut(data, from == 0, to == leaf.bytes);
    }
    return new Leaf(
        data,
        leaf.utf16 - (end - start) + insertedUtf16,
        keepsBreaks(leaf.data, from, to) ? leaf.breaks : Utf8.breaksEnding(data, 0, data.length),
        leaf.codePoints - leaf.measure(from, to, Node.CODE_POINTS) + insertedCodePoints,
        leaf.mayHaveCr || (insertedBreaks && Utf8.hasCr(inserted)));
  }

  /** Tells whether the edit neither adds nor removes a break, nor makes or parts a CRLF. */
  private boolean keepsBreaks(byte[] old, int from, int to) {
    return !insertedBreaks
        && !Utf8.hasBreakByte(old, from, to)
        && !(from > 0 && to < old.length && old[from - 1] == Utf8.CR && old[to] == Utf8.LF);
  }

  private @Nullable Node cut(byte[] data, boolean atStart, boolean atEnd) {
    int middle = data.length / 2;
    if (atEnd && !atStart) {
      middle = Math.min(tuning.maxLeafBytes(), data.length - tuning.minLeafBytes());
    } else if (atStart && !atEnd) {
      middle = Math.max(data.length - tuning.maxLeafBytes(), tuning.minLeafBytes()) + 3;
    }
    // Up to 3 bytes back, so neither half gets too small (Tuning); near the limit one may be too
    // large.
    middle = Utf8.cutBefore(data, middle);
    if (middle > tuning.maxLeafBytes() || data.length - middle > tuning.maxLeafBytes()) {
      return null;
    }
    overflow = Leaf.of(Arrays.copyOfRange(data, middle, data.length));
    return Leaf.of(Arrays.copyOf(data, middle));
  }

  private static int byteAt(Leaf leaf, int local, int offsetUtf16) {
    int at = leaf.byteAt(local);
    if (at < 0) {
      throw Bounds.insideCodePoint(offsetUtf16);
    }
    return at;
  }
}
