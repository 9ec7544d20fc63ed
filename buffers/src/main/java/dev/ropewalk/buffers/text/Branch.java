package dev.ropewalk.buffers.text;

import java.util.Arrays;

/** A node over at least two children of the same height. */
final class Branch extends Node {
  /*
   * A search must not touch every child: `ends` holds, row by row, the running sums through each
   * child, so that a step reads one array and then one child. Rows: UTF16, BREAKS, and when the
   * subtree is not ASCII also BYTES and CODE_POINTS; an ASCII subtree answers those from UTF16.
   */
  private final Node[] children;
  private final int[] ends;
  private final int height;

  /** Takes {@code children} over: at least two, of one height. */
  Branch(Node[] children) {
    this(children, sums(children));
  }

  private Branch(Node[] children, int[] ends) {
    this(children, ends, children.length - 1, ends.length > 2 * children.length);
  }

  private Branch(Node[] children, int[] ends, int last, boolean wide) {
    super(
        ends[last],
        ends[children.length + last],
        ends[wide ? BYTES * children.length + last : last],
        ends[wide ? CODE_POINTS * children.length + last : last]);
    this.children = children;
    this.ends = ends;
    this.height = children[0].height() + 1;
  }

  int size() {
    return children.length;
  }

  Node child(int index) {
    return children[index];
  }

  /** Returns a copy of the children {@code [from, to)}. */
  Node[] children(int from, int to) {
    return Arrays.copyOfRange(children, from, to);
  }

  /** Returns the sum of {@code metric} over the children before {@code index}. */
  int before(int index, int metric) {
    return index == 0 ? 0 : ends[row(metric) + index - 1];
  }

  /** Returns the child that holds the unit at {@code target}, the last one at the end. */
  int childHolding(int target, int metric) {
    int row = row(metric);
    int last = children.length - 1;
    int i = 0;
    while (i < last && ends[row + i] <= target) {
      i++;
    }
    return i;
  }

  /** Returns the child that holds the unit before {@code target}, the first one at 0. */
  int childReaching(int target, int metric) {
    int row = row(metric);
    int i = 0;
    while (ends[row + i] < target) {
      i++;
    }
    return i;
  }

  /** Returns this branch with another child of the same height at {@code index}. */
  Branch with(int index, Node child) {
    Node old = children[index];
    Node[] newChildren = children.clone();
    newChildren[index] = child;
    boolean wide = !isAscii();
    boolean staysWide = bytes - old.bytes + child.bytes != utf16 - old.utf16 + child.utf16;
    if (wide != staysWide) {
      return new Branch(newChildren);
    }
    int[] newEnds = ends.clone();
    int rows = wide ? 4 : 2;
    for (int metric = 0; metric < rows; metric++) {
      int delta = child.metric(metric) - old.metric(metric);
      if (delta != 0) {
        int end = (metric + 1) * children.length;
        for (int i = metric * children.length + index; i < end; i++) {
          newEnds[i] += delta;
        }
      }
    }
    return new Branch(newChildren, newEnds);
  }

  @Override
  int height() {
    return height;
  }

  @Override
  byte firstByte() {
    return children[0].firstByte();
  }

  @Override
  byte lastByte() {
    return children[children.length - 1].lastByte();
  }

  @Override
  NodeHash computeHash() {
    NodeHash hash = NodeHash.EMPTY;
    for (Node child : children) {
      hash = hash.then(child.hash());
    }
    return hash;
  }

  private int row(int metric) {
    return (metric > BREAKS && isAscii() ? UTF16 : metric) * children.length;
  }

  private static int[] sums(Node[] children) {
    boolean wide = false;
    for (Node child : children) {
      wide |= !child.isAscii();
    }
    int[] ends = new int[(wide ? 4 : 2) * children.length];
    for (int metric = 0; metric * children.length < ends.length; metric++) {
      int sum = 0;
      for (int i = 0; i < children.length; i++) {
        sum += children[i].metric(metric);
        ends[metric * children.length + i] = sum;
      }
    }
    return ends;
  }
}
