package dev.ropewalk.buffers.text;

/** The leaf where a search ended, and the sums of all that lies before it. */
final class Seek {
  final Leaf leaf;

  /** The target, counted from the leaf's start. */
  final int local;

  final int utf16;
  final int breaks;
  final int bytes;
  final int codePoints;

  private Seek(Leaf leaf, int local, int utf16, int breaks, int bytes, int codePoints) {
    this.leaf = leaf;
    this.local = local;
    this.utf16 = utf16;
    this.breaks = breaks;
    this.bytes = bytes;
    this.codePoints = codePoints;
  }

  /** Finds the leaf that holds the unit at {@code target}; the last leaf at the end. */
  static Seek holding(Node root, int target, int metric) {
    return find(root, target, metric, true);
  }

  /** Finds the leaf that holds the unit before {@code target}; the first leaf at 0. */
  static Seek reaching(Node root, int target, int metric) {
    return find(root, target, metric, false);
  }

  private static Seek find(Node root, int target, int metric, boolean holding) {
    Node node = root;
    int left = target;
    int utf16 = 0;
    int breaks = 0;
    int bytes = 0;
    int codePoints = 0;
    while (node instanceof Branch branch) {
      int i = holding ? branch.childHolding(left, metric) : branch.childReaching(left, metric);
      if (i > 0) {
        left -= branch.before(i, metric);
        utf16 += branch.before(i, Node.UTF16);
        breaks += branch.before(i, Node.BREAKS);
        bytes += branch.before(i, Node.BYTES);
        codePoints += branch.before(i, Node.CODE_POINTS);
      }
      node = branch.child(i);
    }
    return new Seek((Leaf) node, left, utf16, breaks, bytes, codePoints);
  }

  /** Returns the sum of {@code metric} before the leaf. */
  int before(int metric) {
    return switch (metric) {
      case Node.UTF16 -> utf16;
      case Node.BREAKS -> breaks;
      case Node.BYTES -> bytes;
      default -> codePoints;
    };
  }
}
