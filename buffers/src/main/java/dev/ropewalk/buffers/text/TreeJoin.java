package dev.ropewalk.buffers.text;

import java.util.Arrays;

/** Cuts pieces off trees and joins two trees, each in O(log n). */
final class TreeJoin {
  /*
   * A tree handed in or out is lawful as a root: its own root may be small, everything below obeys
   * Tuning. Joining trees of different heights walks down one spine to the lower tree's height,
   * merges two neighbours there, and lets an overflow climb: O(difference of heights). Cutting joins
   * what lies left and right of the cut on the way up; the heights grow with it, so the sum of the
   * differences is O(log n).
   *
   * Only concat() looks at the seam: a CR and an LF that meet there become one break and must share a
   * leaf, so the LF moves over to the left.
   */

  private static final Leaf LONE_LF = Leaf.of(new byte[] {Utf8.LF});

  private TreeJoin() {}

  /** Returns what lies before a UTF-16 offset that starts a code point. */
  static Node before(Node node, int endUtf16, Tuning tuning) {
    if (node instanceof Branch branch) {
      int i = branch.childReaching(endUtf16, Node.UTF16);
      Node inner = before(branch.child(i), endUtf16 - branch.before(i, Node.UTF16), tuning);
      return join(group(branch, 0, i), inner, tuning);
    }
    Leaf leaf = (Leaf) node;
    return leaf.part(0, leaf.byteAt(endUtf16));
  }

  /** Returns what lies after a UTF-16 offset that starts a code point. */
  static Node after(Node node, int startUtf16, Tuning tuning) {
    if (node instanceof Branch branch) {
      int i = branch.childHolding(startUtf16, Node.UTF16);
      Node inner = after(branch.child(i), startUtf16 - branch.before(i, Node.UTF16), tuning);
      return join(inner, group(branch, i + 1, branch.size()), tuning);
    }
    Leaf leaf = (Leaf) node;
    return leaf.part(leaf.byteAt(startUtf16), leaf.bytes);
  }

  /** Joins two trees of any content. */
  static Node concat(Node left, Node right, Tuning tuning) {
    if (left.bytes > 0
        && right.bytes > 0
        && left.lastByte() == Utf8.CR
        && right.firstByte() == Utf8.LF) {
      return join(join(left, LONE_LF, tuning), after(right, 1, tuning), tuning);
    }
    return join(left, right, tuning);
  }

  /** Joins two trees whose seam is not between a CR and an LF. */
  private static Node join(Node left, Node right, Tuning tuning) {
    if (left.bytes == 0) {
      return right;
    }
    if (right.bytes == 0) {
      return left;
    }
    Node[] joined =
        left.height() >= right.height()
            ? append(left, right, tuning)
            : prepend(left, right, tuning);
    return root(joined);
  }

  /** Returns the one node, or a branch over the two. */
  static Node root(Node[] nodes) {
    return nodes.length == 1 ? nodes[0] : new Branch(nodes);
  }

  /** Returns one or two nodes of {@code left}'s height, which is not below {@code right}'s. */
  private static Node[] append(Node left, Node right, Tuning tuning) {
    if (left.height() == right.height()) {
      return merge(left, right, tuning);
    }
    Branch branch = (Branch) left;
    int last = branch.size() - 1;
    return replace(branch, last, append(branch.child(last), right, tuning), tuning);
  }

  private static Node[] prepend(Node left, Node right, Tuning tuning) {
    if (left.height() == right.height()) {
      return merge(left, right, tuning);
    }
    Branch branch = (Branch) right;
    return replace(branch, 0, prepend(left, branch.child(0), tuning), tuning);
  }

  /** Puts one or two nodes in a child's place; returns one or two branches. */
  private static Node[] replace(Branch branch, int index, Node[] nodes, Tuning tuning) {
    if (nodes.length == 1) {
      return new Node[] {branch.with(index, nodes[0])};
    }
    return branches(inserted(branch, index, nodes[0], nodes[1]), tuning);
  }

  /** Returns the branch's children with two nodes in the place of one. */
  static Node[] inserted(Branch branch, int index, Node first, Node second) {
    int size = branch.size();
    Node[] all = new Node[size + 1];
    for (int i = 0; i < index; i++) {
      all[i] = branch.child(i);
    }
    all[index] = first;
    all[index + 1] = second;
    for (int i = index + 1; i < size; i++) {
      all[i + 1] = branch.child(i);
    }
    return all;
  }

  /** Returns one branch over {@code nodes}, or two when they are too many for one. */
  private static Node[] branches(Node[] nodes, Tuning tuning) {
    if (nodes.length <= tuning.maxChildren()) {
      return new Node[] {new Branch(nodes)};
    }
    int middle = nodes.length / 2;
    return new Node[] {
      new Branch(Arrays.copyOfRange(nodes, 0, middle)),
      new Branch(Arrays.copyOfRange(nodes, middle, nodes.length))
    };
  }

  /** Makes neighbours of equal height lawful as children: one node or two. */
  private static Node[] merge(Node left, Node right, Tuning tuning) {
    if (left instanceof Branch a && right instanceof Branch b) {
      if (a.size() >= tuning.minChildren() && b.size() >= tuning.minChildren()) {
        return new Node[] {a, b};
      }
      Node[] all = Arrays.copyOf(a.children(0, a.size()), a.size() + b.size());
      System.arraycopy(b.children(0, b.size()), 0, all, a.size(), b.size());
      return branches(all, tuning);
    }
    Leaf a = (Leaf) left;
    Leaf b = (Leaf) right;
    if (a.bytes >= tuning.minLeafBytes() && b.bytes >= tuning.minLeafBytes()) {
      return new Node[] {a, b};
    }
    Leaf both = a.followedBy(b);
    if (both.bytes <= tuning.maxLeafBytes()) {
      return new Node[] {both};
    }
    int middle = Utf8.cutBefore(both.data, both.bytes / 2);
    return new Node[] {both.part(0, middle), both.part(middle, both.bytes)};
  }

  private static Node group(Branch branch, int from, int to) {
    return switch (to - from) {
      case 0 -> Leaf.EMPTY;
      case 1 -> branch.child(from);
      default -> new Branch(branch.children(from, to));
    };
  }
}
