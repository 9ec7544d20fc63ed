package dev.ropewalk.buffers.text;

/**
 * The two polynomial hashes of a byte string, with what is needed to put another string before it.
 *
 * @param first the value under the first base
 * @param second the value under the second base
 * @param firstShift the first base to the power of the string's length
 * @param secondShift the second base to the power of the string's length
 */
record NodeHash(long first, long second, long firstShift, long secondShift) {
  /** The hash of the empty string: the neutral element of {@link #then}. */
  static final NodeHash EMPTY = new NodeHash(0, 0, 1, 1);

  /** Returns the hash of this string followed by {@code next}; associative. */
  NodeHash then(NodeHash next) {
    return new NodeHash(
        PolynomialHash.add(PolynomialHash.multiply(first, next.firstShift), next.first),
        PolynomialHash.add(PolynomialHash.multiply(second, next.secondShift), next.second),
        PolynomialHash.multiply(firstShift, next.firstShift),
        PolynomialHash.multiply(secondShift, next.secondShift));
  }

  ContentHash toContentHash() {
    return new ContentHash(first, second);
  }
}
