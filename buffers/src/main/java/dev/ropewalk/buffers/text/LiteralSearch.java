package dev.ropewalk.buffers.text;

/** Searches a range of a tree for a literal, chunk by chunk. */
final class LiteralSearch {
  /*
   * Bytes of UTF-8 are compared: a match of whole code points starts at a code point's start. The
   * search is that of Knuth, Morris and Pratt, which carries over from leaf to leaf in one number,
   * how much of the literal the last bytes match, and never goes back: O(range + literal) whatever
   * they are. While nothing matches, eight bytes at a time are skipped for the first byte (and the
   * second after it). Backwards it is the same on bytes read the other way.
   *
   * Reference: Knuth, Morris and Pratt, "Fast Pattern Matching in Strings".
   */

  private final byte[] literal;
  private final boolean backwards;

  /** The longest proper border of each prefix. */
  private final int[] borders;

  /**
   * Prepares a search.
   *
   * @param literal at least one byte
   */
  LiteralSearch(byte[] literal, boolean backwards) {
    this.literal = backwards ? reversed(literal) : literal;
    this.backwards = backwards;
    this.borders = borders(this.literal);
  }

  /**
   * Returns the byte where the first match in {@code [from, to)} starts, backwards the last; -1
   * without one.
   */
  int find(Node root, int from, int to) {
    if (to - from < literal.length) {
      return -1;
    }
    return backwards ? findBackwards(root, from, to) : findForwards(root, from, to);
  }

  private int findForwards(Node root, int from, int to) {
    var walk = new LeafWalk(root);
    walk.seek(from, Node.BYTES);
    int matched = 0;
    while (true) {
      byte[] data = walk.leaf.data;
      int start = Math.max(0, from - walk.startBytes);
      int end = Math.min(data.length, to - walk.startBytes);
      for (int i = start; i < end; i++) {
        if (matched == 0) {
          i = nextCandidate(data, i, end);
          if (i == end) {
            break;
          }
        }
        matched = step(matched, data[i]);
        if (matched == literal.length) {
          return walk.startBytes + i + 1 - literal.length;
        }
      }
      if (walk.startBytes + data.length >= to || !walk.next()) {
        return -1;
      }
    }
  }

  private int nextCandidate(byte[] data, int from, int to) {
    return literal.length == 1
        ? Utf8.indexOf(data, from, to, literal[0])
        : Utf8.indexOf(data, from, to, literal[0], literal[1]);
  }

  private int findBackwards(Node root, int from, int to) {
    var walk = new LeafWalk(root);
    walk.seek(to, Node.BYTES);
    int matched = 0;
    while (true) {
      byte[] data = walk.leaf.data;
      int start = Math.max(0, from - walk.startBytes);
      int end = Math.min(data.length, to - walk.startBytes);
      for (int i = end; i > start; i--) {
        if (matched == 0) {
          i = Utf8.lastIndexOf(data, start, i, literal[0]) + 1;
          if (i == start) {
            break;
          }
        }
        matched = step(matched, data[i - 1]);
        if (matched == literal.length) {
          return walk.startBytes + i - 1;
        }
      }
      if (walk.startBytes <= from || !walk.previous()) {
        return -1;
      }
    }
  }

  /** Returns how much of the literal is matched after one more byte. */
  private int step(int matched, byte next) {
    int now = matched;
    while (now > 0 && literal[now] != next) {
      now = borders[now];
    }
    return literal[now] == next ? now + 1 : now;
  }

  private static int[] borders(byte[] literal) {
    int[] borders = new int[literal.length + 1];
    int border = 0;
    for (int i = 1; i < literal.length; i++) {
      while (border > 0 && literal[border] != literal[i]) {
        border = borders[border];
      }
      if (literal[border] == literal[i]) {
        border++;
      }
      borders[i + 1] = border;
    }
    return borders;
  }

  private static byte[] reversed(byte[] literal) {
    byte[] reversed = new byte[literal.length];
    for (int i = 0; i < literal.length; i++) {
      reversed[i] = literal[literal.length - 1 - i];
    }
    return reversed;
  }
}
