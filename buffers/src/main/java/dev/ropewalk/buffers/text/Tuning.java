package dev.ropewalk.buffers.text;

/**
 * The constants of the tree's shape. Texts of different tunings never share nodes.
 *
 * @param maxLeafBytes the most bytes a leaf holds, {@code [8, 4096]}
 * @param minLeafBytes the fewest bytes a leaf holds unless it is the root, at least 2 and at most
 *     {@code maxLeafBytes / 2 - 3}: a leaf that overflows is cut in two at a code point's start,
 *     which is at most 3 bytes before the middle, and both pieces must be lawful
 * @param maxChildren the most children of a branch, at least 4
 * @param minChildren the fewest children of a branch that is not the root, {@code [2, maxChildren /
 *     2]}
 */
record Tuning(int maxLeafBytes, int minLeafBytes, int maxChildren, int minChildren) {
  /** The largest {@code maxLeafBytes}: the tables of {@link PolynomialHash} end there. */
  static final int LEAF_BYTES_LIMIT = 4096;

  /**
   * What texts are built with. 1024 bytes copy in tens of nanoseconds and keep the overhead of a
   * leaf's two objects near 6 %; 48 children keep 100 MB within three branches. With 24 a look-up
   * there took a quarter longer for one branch more to read, with 64 a snapshot for each character
   * typed a seventh longer for the larger copies.
   */
  static final Tuning PRODUCTION = new Tuning(1024, 256, 48, 16);

  /** Deep trees from a few hundred bytes, for tests. */
  static final Tuning TINY = new Tuning(11, 2, 4, 2);

  Tuning {
    if (maxLeafBytes < 8 || maxLeafBytes > LEAF_BYTES_LIMIT) {
      throw new IllegalArgumentException(
          "maxLeafBytes is " + maxLeafBytes + ", must be in [8, " + LEAF_BYTES_LIMIT + "]");
    }
    if (minLeafBytes < 2 || minLeafBytes > maxLeafBytes / 2 - 3) {
      throw new IllegalArgumentException(
          "minLeafBytes is " + minLeafBytes + ", must be in [2, " + (maxLeafBytes / 2 - 3) + "]");
    }
    if (maxChildren < 4) {
      throw new IllegalArgumentException("maxChildren is " + maxChildren + ", must be at least 4");
    }
    if (minChildren < 2 || minChildren > maxChildren / 2) {
      throw new IllegalArgumentException(
          "minChildren is " + minChildren + ", must be in [2, " + (maxChildren / 2) + "]");
    }
  }
}
