package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.tree.SpineJoin;
import java.util.List;

/** Cuts pieces off the trees of texts and joins two, each in O(log n). */
final class TreeJoin extends SpineJoin<Node> {
  /*
   * SpineJoin knows how trees are joined; here is what is special to text. Only concat() looks at the
   * seam: a CR and an LF that meet there become one break and must share a leaf, so the LF moves over
   * to the left.
   */

  private static final Leaf LONE_LF = Leaf.of(new byte[] {Utf8.LF});

  private final Tuning tuning;
  private final NodeRun run;

  TreeJoin(Tuning tuning) {
    super(tuning.maxChildren(), tuning.minChildren());
    this.tuning = tuning;
    this.run = new NodeRun(tuning);
  }

  /** Returns what lies before a UTF-16 offset that starts a code point. */
  Node before(Node node, int endUtf16) {
    if (node instanceof Branch branch) {
      int i = branch.childReaching(endUtf16, Node.UTF16);
      Node inner = before(branch.child(i), endUtf16 - branch.before(i, Node.UTF16));
      return join(group(branch, 0, i, Leaf.EMPTY), inner);
    }
    Leaf leaf = (Leaf) node;
    return leaf.part(0, leaf.byteAt(endUtf16));
  }

  /** Returns what lies after a UTF-16 offset that starts a code point. */
  Node after(Node node, int startUtf16) {
    if (node instanceof Branch branch) {
      int i = branch.childHolding(startUtf16, Node.UTF16);
      Node inner = after(branch.child(i), startUtf16 - branch.before(i, Node.UTF16));
      return join(inner, group(branch, i + 1, branch.size(), Leaf.EMPTY));
    }
    Leaf leaf = (Leaf) node;
    return leaf.part(leaf.byteAt(startUtf16), leaf.bytes);
  }

  /** Joins two trees of any content. */
  Node concat(Node left, Node right) {
    if (left.bytes > 0
        && right.bytes > 0
        && left.lastByte() == Utf8.CR
        && right.firstByte() == Utf8.LF) {
      return join(join(left, LONE_LF), after(right, 1));
    }
    return join(left, right);
  }

  @Override
  protected boolean isEmpty(Node root) {
    return root.bytes == 0;
  }

  @Override
  protected int height(Node node) {
    return node.height();
  }

  @Override
  protected int size(Node branch) {
    return ((Branch) branch).size();
  }

  @Override
  protected Node child(Node branch, int index) {
    return ((Branch) branch).child(index);
  }

  @Override
  protected Run<Node> run() {
    run.clear();
    return run;
  }

  @Override
  protected Node withChild(Node branch, int index, Node child) {
    return ((Branch) branch).with(index, child);
  }

  @Override
  protected List<Node> mergeLeaves(Node left, Node right) {
    Leaf a = (Leaf) left;
    Leaf b = (Leaf) right;
    if (a.bytes >= tuning.minLeafBytes() && b.bytes >= tuning.minLeafBytes()) {
      return List.of(a, b);
    }
    Leaf both = a.followedBy(b);
    if (both.bytes <= tuning.maxLeafBytes()) {
      return List.of(both);
    }
    int middle = Utf8.cutBefore(both.data, both.bytes / 2);
    return List.of(both.part(0, middle), both.part(middle, both.bytes));
  }
}
