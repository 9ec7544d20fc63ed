package dev.ropewalk.buffers.tree;

/**
 * The constants of a {@link MeasuredTree}'s shape. Trees of different tunings never share nodes.
 *
 * @param maxNode the most elements of a leaf and children of a branch, at least 4
 * @param minNode the fewest of one that is not the root, {@code [2, maxNode / 2]}
 */
record TreeTuning(int maxNode, int minNode) {
  /** 32 references are two cache lines; a path of 5 nodes then reaches millions of elements. */
  static final TreeTuning PRODUCTION = new TreeTuning(32, 12);

  /** Deep trees from a few dozen elements, for tests. */
  static final TreeTuning TINY = new TreeTuning(4, 2);

  TreeTuning {
    if (maxNode < 4) {
      throw new IllegalArgumentException("maxNode is " + maxNode + ", must be at least 4");
    }
    if (minNode < 2 || minNode > maxNode / 2) {
      throw new IllegalArgumentException(
          "minNode is " + minNode + ", must be in [2, " + (maxNode / 2) + "]");
    }
  }
}
