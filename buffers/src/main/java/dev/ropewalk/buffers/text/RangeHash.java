package dev.ropewalk.buffers.text;

/** Hashes ranges of a tree from the memos of its nodes. */
final class RangeHash {
  private RangeHash() {}

  /** Returns the hash of the bytes {@code [from, to)} of the tree. */
  static NodeHash of(Node node, int from, int to) {
    if (from == 0 && to == node.bytes) {
      return node.hash();
    }
    if (node instanceof Leaf leaf) {
      return PolynomialHash.of(leaf.data, from, to);
    }
    Branch branch = (Branch) node;
    NodeHash hash = NodeHash.EMPTY;
    for (int i = branch.childHolding(from, Node.BYTES); i < branch.size(); i++) {
      int before = branch.before(i, Node.BYTES);
      if (before >= to) {
        break;
      }
      Node child = branch.child(i);
      hash = hash.then(of(child, Math.max(from - before, 0), Math.min(to - before, child.bytes)));
    }
    return hash;
  }
}
