package dev.ropewalk.buffers.text;

/** Walks over the leaves of a tree in both directions, knowing what lies before each. */
final class LeafWalk {
  private final Node root;
  private final Branch[] path;
  private final int[] childOnPath;

  /** The present leaf. */
  Leaf leaf = Leaf.EMPTY;

  /** The UTF-16 units before the present leaf. */
  int startUtf16;

  /** The bytes before the present leaf. */
  int startBytes;

  /** Starts nowhere: at least one seek comes first. */
  LeafWalk(Node root) {
    this.root = root;
    path = new Branch[root.height()];
    childOnPath = new int[path.length];
  }

  /** Goes to the leaf that holds the unit at {@code target}; the last leaf at the end. */
  void seek(int target, int metric) {
    Node node = root;
    int left = target;
    startUtf16 = 0;
    startBytes = 0;
    for (int depth = 0; node instanceof Branch branch; depth++) {
      int i = branch.childHolding(left, metric);
      left -= branch.before(i, metric);
      startUtf16 += branch.before(i, Node.UTF16);
      startBytes += branch.before(i, Node.BYTES);
      path[depth] = branch;
      childOnPath[depth] = i;
      node = branch.child(i);
    }
    leaf = (Leaf) node;
  }

  /** Goes to the next leaf; stays and returns false at the last. */
  boolean next() {
    int depth = path.length - 1;
    while (depth >= 0 && childOnPath[depth] == path[depth].size() - 1) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    startUtf16 += leaf.utf16;
    startBytes += leaf.bytes;
    Node node = path[depth].child(++childOnPath[depth]);
    while (node instanceof Branch branch) {
      path[++depth] = branch;
      childOnPath[depth] = 0;
      node = branch.child(0);
    }
    leaf = (Leaf) node;
    return true;
  }

  /** Goes to the leaf before; stays and returns false at the first. */
  boolean previous() {
    int depth = path.length - 1;
    while (depth >= 0 && childOnPath[depth] == 0) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    Node node = path[depth].child(--childOnPath[depth]);
    while (node instanceof Branch branch) {
      path[++depth] = branch;
      childOnPath[depth] = branch.size() - 1;
      node = branch.child(branch.size() - 1);
    }
    leaf = (Leaf) node;
    startUtf16 -= leaf.utf16;
    startBytes -= leaf.bytes;
    return true;
  }
}
