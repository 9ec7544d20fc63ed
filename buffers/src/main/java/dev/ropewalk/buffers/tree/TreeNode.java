package dev.ropewalk.buffers.tree;

import java.util.List;

/** An immutable subtree of a {@link MeasuredTree}. */
abstract sealed class TreeNode<E, S> {
  /** How many elements. */
  final int size;

  final S sum;

  TreeNode(int size, S sum) {
    this.size = size;
    this.sum = sum;
  }

  abstract int height();

  /** A run of elements. */
  static final class Leaf<E, S> extends TreeNode<E, S> {
    private final List<E> elements;

    /** Takes an immutable list over. */
    Leaf(List<E> elements, Aggregate<E, S> aggregate) {
      super(elements.size(), sumOf(elements, 0, elements.size(), aggregate));
      this.elements = elements;
    }

    List<E> elements() {
      return elements;
    }

    @Override
    int height() {
      return 0;
    }

    static <E, S> S sumOf(List<E> elements, int from, int to, Aggregate<E, S> aggregate) {
      S sum = aggregate.identity();
      for (int i = from; i < to; i++) {
        sum = aggregate.combine(sum, aggregate.measure(elements.get(i)));
      }
      return sum;
    }
  }

  /** A node over at least two children of the same height. */
  static final class Branch<E, S> extends TreeNode<E, S> {
    private final List<TreeNode<E, S>> children;

    /** The running numbers of elements through each child. */
    private final int[] ends;

    private final int height;

    Branch(List<TreeNode<E, S>> children, Aggregate<E, S> aggregate) {
      this(List.copyOf(children), endsOf(children), aggregate);
    }

    private Branch(List<TreeNode<E, S>> children, int[] ends, Aggregate<E, S> aggregate) {
      super(ends[ends.length - 1], sumOf(children, aggregate));
      this.children = children;
      this.ends = ends;
      this.height = children.get(0).height() + 1;
    }

    List<TreeNode<E, S>> children() {
      return children;
    }

    /** Returns how many elements the children before {@code index} have. */
    int before(int index) {
      return index == 0 ? 0 : ends[index - 1];
    }

    /** Returns the child that holds an element, the last one at the end. */
    int childHolding(int element) {
      int i = 0;
      while (i < ends.length - 1 && ends[i] <= element) {
        i++;
      }
      return i;
    }

    @Override
    int height() {
      return height;
    }

    private static int[] endsOf(List<? extends TreeNode<?, ?>> children) {
      int[] ends = new int[children.size()];
      int sum = 0;
      for (int i = 0; i < ends.length; i++) {
        sum = Math.addExact(sum, children.get(i).size);
        ends[i] = sum;
      }
      return ends;
    }

    private static <E, S> S sumOf(List<TreeNode<E, S>> children, Aggregate<E, S> aggregate) {
      S sum = aggregate.identity();
      for (TreeNode<E, S> child : children) {
        sum = aggregate.combine(sum, child.sum);
      }
      return sum;
    }
  }
}
