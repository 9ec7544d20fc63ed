package dev.ropewalk.buffers.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins two B+-trees of any kind of node into one, in O(difference of their heights).
 *
 * @param <N> the nodes; immutable
 */
public abstract class SpineJoin<N> {
  /*
   * A tree handed in or out is lawful as a root: its own root may be small, everything below obeys
   * the limits. Joining trees of different heights walks down one spine to the lower tree's height,
   * merges two neighbours there, and lets an overflow climb. A cut joins what lies left and right of
   * it on the way up; the heights grow with it, so the sum of the differences is O(log n).
   *
   * Reference: Blelloch, Ferizovic and Sun, "Just Join for Parallel Ordered Sets", there for binary
   * trees.
   */

  private final int maxChildren;
  private final int minChildren;

  /**
   * Makes a join for branches of these sizes.
   *
   * @param maxChildren the most children of a branch
   * @param minChildren the fewest of one that is not the root, at most half of the most
   */
  protected SpineJoin(int maxChildren, int minChildren) {
    this.maxChildren = maxChildren;
    this.minChildren = minChildren;
  }

  /** Tells whether a tree has nothing. */
  protected abstract boolean isEmpty(N root);

  /** Returns 0 for a leaf, and for a branch one more than its children's. */
  protected abstract int height(N node);

  /** Returns how many children a branch has. */
  protected abstract int size(N branch);

  /** Returns a child of a branch. */
  protected abstract N child(N branch, int index);

  /** Returns a branch over at least two nodes of one height. */
  protected abstract N branch(List<N> children);

  /** Returns the branch with another child of the same height. */
  protected abstract N withChild(N branch, int index, N child);

  /** Returns one leaf or two, lawful as children, with what two neighbours have. */
  protected abstract List<N> mergeLeaves(N left, N right);

  /** Returns the tree of what {@code left} has followed by what {@code right} has. */
  public final N join(N left, N right) {
    if (isEmpty(left)) {
      return right;
    }
    if (isEmpty(right)) {
      return left;
    }
    return root(height(left) >= height(right) ? append(left, right) : prepend(left, right));
  }

  /** Returns a tree of the children {@code [from, to)} of a branch, {@code empty} without any. */
  public final N group(N branch, int from, int to, N empty) {
    if (from == to) {
      return empty;
    }
    List<N> children = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      children.add(child(branch, i));
    }
    return root(children);
  }

  /** Returns the one node, or a branch over all; they must not be too many for one. */
  public final N root(List<N> nodes) {
    return nodes.size() == 1 ? nodes.get(0) : branch(nodes);
  }

  /** Puts one node or two in a child's place; returns one branch or two. */
  public final List<N> replace(N branch, int index, List<N> nodes) {
    if (nodes.size() == 1) {
      return List.of(withChild(branch, index, nodes.get(0)));
    }
    int size = size(branch);
    List<N> all = new ArrayList<>(size + 1);
    for (int i = 0; i < size; i++) {
      if (i == index) {
        all.addAll(nodes);
      } else {
        all.add(child(branch, i));
      }
    }
    return branches(all);
  }

  /** Returns one or two nodes of {@code left}'s height, which is not below {@code right}'s. */
  private List<N> append(N left, N right) {
    if (height(left) == height(right)) {
      return merge(left, right);
    }
    int last = size(left) - 1;
    return replace(left, last, append(child(left, last), right));
  }

  private List<N> prepend(N left, N right) {
    if (height(left) == height(right)) {
      return merge(left, right);
    }
    return replace(right, 0, prepend(left, child(right, 0)));
  }

  /** Makes neighbours of equal height lawful as children: one node or two. */
  private List<N> merge(N left, N right) {
    if (height(left) == 0) {
      return mergeLeaves(left, right);
    }
    if (size(left) >= minChildren && size(right) >= minChildren) {
      return List.of(left, right);
    }
    List<N> all = new ArrayList<>(size(left) + size(right));
    for (int i = 0; i < size(left); i++) {
      all.add(child(left, i));
    }
    for (int i = 0; i < size(right); i++) {
      all.add(child(right, i));
    }
    return branches(all);
  }

  /** Returns one branch over {@code nodes}, or two when they are too many for one. */
  private List<N> branches(List<N> nodes) {
    if (nodes.size() <= maxChildren) {
      return List.of(branch(nodes));
    }
    int middle = nodes.size() / 2;
    return List.of(branch(nodes.subList(0, middle)), branch(nodes.subList(middle, nodes.size())));
  }
}
