package dev.ropewalk.buffers.text;

import org.jspecify.annotations.Nullable;

/** A node over at least two children of the same height. */
final class Branch extends Node {
  /*
   * A search must not touch every child: `ends` holds, row by row, the running sums through each
   * child, so that a step reads one array and then one child. Rows: UTF16, BREAKS, and when the
   * subtree is not ASCII also BYTES and CODE_POINTS; an ASCII subtree answers those from UTF16.
   *
   * A branch with an owner belongs to the editor whose present token that is, and to no Text yet: it
   * alone may write to it. When the editor hands out a snapshot it takes another token, and nobody
   * can write to the branch any more.
   */
  private final Node[] children;
  private final int[] ends;
  private final int height;
  private final @Nullable Object owner;

  /** Takes {@code children} over: at least two, of one height. */
  Branch(Node[] children) {
    this(children, sums(children), children[0].height() + 1, null);
  }

  /** Takes both over; the sums are those of the children, which are not looked at. */
  Branch(Node[] children, int[] ends, int height, @Nullable Object owner) {
    this(children, ends, height, owner, children.length - 1, ends.length > 2 * children.length);
  }

  private Branch(
      Node[] children, int[] ends, int height, @Nullable Object owner, int last, boolean wide) {
    super(
        ends[last],
        ends[children.length + last],
        ends[wide ? BYTES * children.length + last : last],
        ends[wide ? CODE_POINTS * children.length + last : last]);
    this.children = children;
    this.ends = ends;
    this.height = height;
    this.owner = owner;
  }

  int size() {
    return children.length;
  }

  Node child(int index) {
    return children[index];
  }

  /** Copies the children {@code [from, to)}. */
  void copyChildren(int from, int to, Node[] destination, int at) {
    System.arraycopy(children, from, destination, at, to - from);
  }

  /**
   * Goes on with running sums in {@code destination}: what stands at {@code at} is the sum before
   * the child {@code from}, and each later sum goes {@code stride} further on.
   */
  void copySums(int from, int to, int metric, int[] destination, int at, int stride) {
    int row = row(metric);
    int shift = destination[at] - before(from, metric);
    for (int i = from; i < to; i++) {
      destination[at + (i - from + 1) * stride] = ends[row + i] + shift;
    }
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
    return with(
        index,
        child,
        child.utf16 - old.utf16,
        child.breaks - old.breaks,
        child.bytes - old.bytes,
        child.codePoints - old.codePoints,
        null);
  }

  /**
   * Returns a branch with another child of the same height at {@code index}, whose sums differ from
   * the old one's by the deltas: this one when {@code token} owns it, else a copy that it owns.
   */
  Branch with(
      int index,
      Node child,
      int utf16Delta,
      int breaksDelta,
      int bytesDelta,
      int codePointsDelta,
      @Nullable Object token) {
    boolean wide = !isAscii();
    boolean owned = token != null && owner == token;
    Node[] newChildren = owned ? children : children.clone();
    if (newChildren[index] != child) {
      // Above an owned child nothing is to be stored, which a collector would have to note.
      newChildren[index] = child;
    }
    if (wide != (bytes + bytesDelta != utf16 + utf16Delta)) {
      return new Branch(newChildren, sums(newChildren), height, token);
    }
    int[] newEnds = owned ? ends : ends.clone();
    shift(newEnds, UTF16, index, utf16Delta);
    shift(newEnds, BREAKS, index, breaksDelta);
    if (wide) {
      shift(newEnds, BYTES, index, bytesDelta);
      shift(newEnds, CODE_POINTS, index, codePointsDelta);
    }
    if (!owned) {
      return new Branch(newChildren, newEnds, height, token);
    }
    utf16 += utf16Delta;
    breaks += breaksDelta;
    bytes += bytesDelta;
    codePoints += codePointsDelta;
    return this;
  }

  private void shift(int[] row, int metric, int index, int delta) {
    if (delta != 0) {
      int end = (metric + 1) * children.length;
      for (int i = metric * children.length + index; i < end; i++) {
        row[i] += delta;
      }
    }
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
