package dev.ropewalk.buffers.text;

import java.util.ArrayList;
import java.util.List;

/** Checks the invariants that {@link Text} lists, by reading everything. */
final class TreeCheck {
  private final Tuning tuning;
  private final List<Leaf> leaves = new ArrayList<>();

  private TreeCheck(Tuning tuning) {
    this.tuning = tuning;
  }

  static void check(Node root, Tuning tuning) {
    var check = new TreeCheck(tuning);
    check.visit(root, true);
    for (int i = 1; i < check.leaves.size(); i++) {
      require(
          check.leaves.get(i - 1).lastByte() != Utf8.CR
              || check.leaves.get(i).firstByte() != Utf8.LF,
          "I2",
          "leaf " + i + " starts between a CR and its LF");
    }
  }

  private void visit(Node node, boolean isRoot) {
    if (node instanceof Branch branch) {
      visitBranch(branch, isRoot);
    } else {
      visitLeaf((Leaf) node, isRoot);
    }
    NodeHash memo = node.memoisedHash();
    require(memo == null || memo.equals(node.computeHash()), "I6", "a memoised hash is stale");
  }

  private void visitLeaf(Leaf leaf, boolean isRoot) {
    byte[] data = leaf.data;
    leaves.add(leaf);
    int utf16 = 0;
    int codePoints = 0;
    int breaks = 0;
    for (int i = 0; i < data.length; ) {
      require(data[i] != Utf8.CR || leaf.mayHaveCr, "I5", "a leaf denies that it has a CR");
      int width = Utf8Decoder.sequence(data, i, data.length);
      require(width > 0, "I1", "byte " + i + " of a leaf does not start a code point");
      boolean endsBreak =
          data[i] == Utf8.LF
              || (data[i] == Utf8.CR && (i + 1 == data.length || data[i + 1] != Utf8.LF));
      breaks += endsBreak ? 1 : 0;
      codePoints++;
      utf16 += width == 4 ? 2 : 1;
      i += width;
    }
    require(
        data.length <= tuning.maxLeafBytes() && (isRoot || data.length >= tuning.minLeafBytes()),
        "I3",
        "a leaf has " + data.length + " bytes");
    requireSums(leaf, utf16, breaks, data.length, codePoints);
  }

  private void visitBranch(Branch branch, boolean isRoot) {
    int size = branch.size();
    require(
        size <= tuning.maxChildren() && size >= (isRoot ? 2 : tuning.minChildren()),
        "I4",
        "a branch has " + size + " children");
    int utf16 = 0;
    int breaks = 0;
    int bytes = 0;
    int codePoints = 0;
    for (int i = 0; i < size; i++) {
      Node child = branch.child(i);
      require(
          child.height() == branch.height() - 1,
          "I4",
          "a branch of height " + branch.height() + " has a child of " + child.height());
      require(
          branch.before(i, Node.UTF16) == utf16
              && branch.before(i, Node.BREAKS) == breaks
              && branch.before(i, Node.BYTES) == bytes
              && branch.before(i, Node.CODE_POINTS) == codePoints,
          "I5",
          "the running sums before child " + i + " are wrong");
      visit(child, false);
      utf16 += child.utf16;
      breaks += child.breaks;
      bytes += child.bytes;
      codePoints += child.codePoints;
    }
    requireSums(branch, utf16, breaks, bytes, codePoints);
  }

  private static void requireSums(Node node, int utf16, int breaks, int bytes, int codePoints) {
    require(
        node.utf16 == utf16
            && node.breaks == breaks
            && node.bytes == bytes
            && node.codePoints == codePoints,
        "I5",
        "the sums of a node of height " + node.height() + " are wrong");
  }

  private static void require(boolean holds, String invariant, String message) {
    if (!holds) {
      throw new AssertionError(invariant + ": " + message);
    }
  }
}
