package dev.ropewalk.buffers.tree;

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

  /** Returns a run without nodes; a join has no other one in use at the time. */
  protected abstract Run<N> run();

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
    if (to - from < 2) {
      return from == to ? empty : child(branch, from);
    }
    Run<N> run = run();
    run.addChildren(branch, from, to);
    return run.branch(0, run.size());
  }

  /** Returns the one node, or a branch over all; they must not be too many for one. */
  public final N root(List<N> nodes) {
    if (nodes.size() == 1) {
      return nodes.get(0);
    }
    Run<N> run = run();
    nodes.forEach(run::add);
    return run.branch(0, run.size());
  }

  /** Puts one node or two in a child's place; returns one branch or two. */
  public final List<N> replace(N branch, int index, List<N> nodes) {
    if (nodes.size() == 1) {
      return List.of(withChild(branch, index, nodes.get(0)));
    }
    Run<N> run = run();
    run.addChildren(branch, 0, index);
    nodes.forEach(run::add);
    run.addChildren(branch, index + 1, size(branch));
    return branches(run);
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
    Run<N> run = run();
    run.addChildren(left, 0, size(left));
    run.addChildren(right, 0, size(right));
    return branches(run);
  }

  /** Returns one branch over a run, or two when it is too long for one. */
  private List<N> branches(Run<N> run) {
    int size = run.size();
    if (size <= maxChildren) {
      return List.of(run.branch(0, size));
    }
    return List.of(run.branch(0, size / 2), run.branch(size / 2, size));
  }

  /**
   * Nodes of one height in a row, of which branches are made. What a branch knows of its children
   * goes over with them, so that they need not be read: in a large tree they are in no cache.
   *
   * @param <N> the nodes
   */
  public interface Run<N> {
    /** Adds the children {@code [from, to)} of a branch. */
    void addChildren(N branch, int from, int to);

    /** Adds one node. */
    void add(N node);

    /** Returns how many nodes there are. */
    int size();

    /** Returns a branch over the nodes {@code [from, to)}, at least two. */
    N branch(int from, int to);
  }
}
