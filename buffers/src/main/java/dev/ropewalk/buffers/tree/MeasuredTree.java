package dev.ropewalk.buffers.tree;

import dev.ropewalk.buffers.tree.TreeNode.Branch;
import dev.ropewalk.buffers.tree.TreeNode.Leaf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence that knows the sum of any part of it, and finds places by sums.
 *
 * <p>Every change makes a new sequence in O(log n + size of the change) that shares all else with
 * the old one. Two readings of order statistics serve rows of which some are hidden: {@link #find}
 * goes from a row to its entry, {@link #before} from an entry to its row.
 *
 * @param <E> the elements; null is none
 * @param <S> what {@link Aggregate} sums up
 */
public final class MeasuredTree<E, S> implements Iterable<E> {
  /*
   * A persistent B+-tree. Invariants (checkInvariants):
   *
   *   T1  A leaf has [minNode, maxNode] elements; the root leaf may have fewer, even none.
   *   T2  A branch has [minNode, maxNode] children of one height; the root at least two.
   *   T3  The size and the sum of each node are those of its elements in order.
   *
   * A change within a leaf copies one path; everything else is a cut and a join (SpineJoin). Sums of
   * children are combined anew along the path: O(maxNode log n) calls of combine.
   *
   * Text has a tree of its own kind, for its sums are four ints in arrays that a search reads without
   * touching a child, and its leaves are bytes: the README's table has what it costs to put text on
   * this class instead. They share SpineJoin.
   */

  /**
   * Where a search ended.
   *
   * @param index the element's index; the size when no element was found
   * @param element the element, null when none was found
   * @param before the sum of all elements before it
   */
  public record Found<E, S>(int index, @Nullable E element, S before) {}

  private final TreeNode<E, S> root;
  private final Shape<E, S> shape;

  private MeasuredTree(TreeNode<E, S> root, Shape<E, S> shape) {
    this.root = root;
    this.shape = shape;
  }

  /** Returns a sequence without elements. */
  public static <E, S> MeasuredTree<E, S> empty(Aggregate<E, S> aggregate) {
    return of(aggregate, List.of());
  }

  /** Returns a sequence of these elements. */
  public static <E, S> MeasuredTree<E, S> of(
      Aggregate<E, S> aggregate, Iterable<? extends E> elements) {
    return of(aggregate, elements, TreeTuning.PRODUCTION);
  }

  static <E, S> MeasuredTree<E, S> of(
      Aggregate<E, S> aggregate, Iterable<? extends E> elements, TreeTuning tuning) {
    var shape = new Shape<E, S>(aggregate, tuning);
    return new MeasuredTree<>(shape.build(elements), shape);
  }

  /** Returns how many elements there are. */
  public int size() {
    return root.size;
  }

  /** Tells whether there are none. */
  public boolean isEmpty() {
    return root.size == 0;
  }

  /** Returns the sum of all elements. */
  public S sum() {
    return root.sum;
  }

  /**
   * Returns an element.
   *
   * @param index {@code [0, size())}
   */
  public E get(int index) {
    Objects.checkIndex(index, root.size);
    TreeNode<E, S> node = root;
    int left = index;
    while (node instanceof Branch<E, S> branch) {
      int i = branch.childHolding(left);
      left -= branch.before(i);
      node = branch.children().get(i);
    }
    return ((Leaf<E, S>) node).elements().get(left);
  }

  /**
   * Returns the sum of the elements before {@code index}.
   *
   * @param index {@code [0, size()]}
   */
  public S before(int index) {
    return sum(0, index);
  }

  /**
   * Returns the sum of the elements {@code [from, to)}.
   *
   * @throws IndexOutOfBoundsException when that is not in {@code [0, size()]}
   */
  public S sum(int from, int to) {
    Objects.checkFromToIndex(from, to, root.size);
    return sum(root, from, to);
  }

  /**
   * Finds the first element with which a condition on the sum from the start becomes true.
   *
   * @param reached told the sum through an element; once true for one it must be true for all later
   *     ones
   */
  public Found<E, S> find(Predicate<? super S> reached) {
    Aggregate<E, S> aggregate = shape.aggregate;
    S before = aggregate.identity();
    if (!reached.test(root.sum)) {
      return new Found<>(root.size, null, root.sum);
    }
    int index = 0;
    TreeNode<E, S> node = root;
    while (node instanceof Branch<E, S> branch) {
      int i = 0;
      S through = aggregate.combine(before, branch.children().get(0).sum);
      while (i < branch.children().size() - 1 && !reached.test(through)) {
        before = through;
        through = aggregate.combine(before, branch.children().get(++i).sum);
      }
      index += branch.before(i);
      node = branch.children().get(i);
    }
    List<E> elements = ((Leaf<E, S>) node).elements();
    for (int i = 0; i < elements.size(); i++) {
      S through = aggregate.combine(before, aggregate.measure(elements.get(i)));
      if (reached.test(through)) {
        return new Found<>(index + i, elements.get(i), before);
      }
      before = through;
    }
    return new Found<>(root.size, null, root.sum);
  }

  /** Returns the sequence with another element at {@code index}. */
  public MeasuredTree<E, S> with(int index, E element) {
    Objects.checkIndex(index, root.size);
    return splice(index, index + 1, List.of(element));
  }

  /** Returns the sequence with an element more, which then stands at {@code index}. */
  public MeasuredTree<E, S> insert(int index, E element) {
    return splice(index, index, List.of(element));
  }

  /** Returns the sequence without the element at {@code index}. */
  public MeasuredTree<E, S> remove(int index) {
    Objects.checkIndex(index, root.size);
    return splice(index, index + 1, List.of());
  }

  /**
   * Returns the sequence with the elements {@code [from, to)} replaced.
   *
   * @throws IndexOutOfBoundsException when that is not in {@code [0, size()]}
   */
  public MeasuredTree<E, S> splice(int from, int to, List<? extends E> replacement) {
    Objects.checkFromToIndex(from, to, root.size);
    if (from == to && replacement.isEmpty()) {
      return this;
    }
    if (replacement.size() <= shape.tuning.maxNode()) {
      List<TreeNode<E, S>> edited = shape.edit(root, from, to, replacement, true);
      if (!edited.isEmpty()) {
        return new MeasuredTree<>(shape.root(edited), shape);
      }
    }
    TreeNode<E, S> head = shape.join(shape.take(root, from), shape.build(replacement));
    return new MeasuredTree<>(shape.join(head, shape.drop(root, to)), shape);
  }

  /** Returns the elements {@code [from, to)} as a sequence, which shares them with this one. */
  public MeasuredTree<E, S> subSequence(int from, int to) {
    Objects.checkFromToIndex(from, to, root.size);
    return new MeasuredTree<>(shape.drop(shape.take(root, to), from), shape);
  }

  /**
   * Returns this sequence followed by another in O(log n).
   *
   * @throws IllegalArgumentException when the other sums up by another aggregate
   */
  public MeasuredTree<E, S> followedBy(MeasuredTree<E, S> next) {
    if (next.shape.aggregate != shape.aggregate || !next.shape.tuning.equals(shape.tuning)) {
      throw new IllegalArgumentException("the two sequences have different aggregates");
    }
    return new MeasuredTree<>(shape.join(root, next.root), shape);
  }

  /** Returns the elements in order. */
  @Override
  public Iterator<E> iterator() {
    return iterator(0);
  }

  /** Returns the elements from {@code index} on, in order. */
  public Iterator<E> iterator(int index) {
    Objects.checkIndex(index, root.size + 1);
    return new Walk(index, 1);
  }

  /** Returns the elements before {@code index}, the last one first. */
  public Iterator<E> backwards(int index) {
    Objects.checkIndex(index, root.size + 1);
    return new Walk(index - 1, -1);
  }

  /** Returns the elements in order. */
  public Stream<E> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** Returns the elements as a list would show them. */
  @Override
  public String toString() {
    return stream().toList().toString();
  }

  void checkInvariants() {
    shape.check(root, true);
  }

  private S sum(TreeNode<E, S> node, int from, int to) {
    if (from == 0 && to == node.size) {
      return node.sum;
    }
    if (node instanceof Leaf<E, S> leaf) {
      return Leaf.sumOf(leaf.elements(), from, to, shape.aggregate);
    }
    var branch = (Branch<E, S>) node;
    S sum = shape.aggregate.identity();
    for (int i = branch.childHolding(from);
        i < branch.children().size() && branch.before(i) < to;
        i++) {
      int before = branch.before(i);
      TreeNode<E, S> child = branch.children().get(i);
      S part = sum(child, Math.max(0, from - before), Math.min(child.size, to - before));
      sum = shape.aggregate.combine(sum, part);
    }
    return sum;
  }

  /** Steps through leaves; finds each from the root, which costs O(log n / maxNode) per element. */
  private final class Walk implements Iterator<E> {
    private final int step;
    private int next;
    private int leafStart;
    private List<E> elements = List.of();

    Walk(int next, int step) {
      this.next = next;
      this.step = step;
    }

    @Override
    public boolean hasNext() {
      return next >= 0 && next < root.size;
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no element at " + next + " of " + root.size);
      }
      if (next < leafStart || next >= leafStart + elements.size()) {
        TreeNode<E, S> node = root;
        leafStart = 0;
        while (node instanceof Branch<E, S> branch) {
          int i = branch.childHolding(next - leafStart);
          leafStart += branch.before(i);
          node = branch.children().get(i);
        }
        elements = ((Leaf<E, S>) node).elements();
      }
      E element = elements.get(next - leafStart);
      next += step;
      return element;
    }
  }

  /** What the nodes of one kind of tree are made with. */
  private static final class Shape<E, S> extends SpineJoin<TreeNode<E, S>> {
    private final Aggregate<E, S> aggregate;
    private final TreeTuning tuning;
    private final Leaf<E, S> empty;

    Shape(Aggregate<E, S> aggregate, TreeTuning tuning) {
      super(tuning.maxNode(), tuning.minNode());
      this.aggregate = aggregate;
      this.tuning = tuning;
      this.empty = new Leaf<>(List.of(), aggregate);
    }

    /** Spreads elements evenly over leaves and those over branches, level by level. */
    TreeNode<E, S> build(Iterable<? extends E> elements) {
      List<E> all = new ArrayList<>();
      elements.forEach(all::add);
      if (all.isEmpty()) {
        return empty;
      }
      List<TreeNode<E, S>> level = new ArrayList<>();
      for (List<E> part : parts(all)) {
        level.add(new Leaf<>(List.copyOf(part), aggregate));
      }
      while (level.size() > 1) {
        List<TreeNode<E, S>> parents = new ArrayList<>();
        for (List<TreeNode<E, S>> part : parts(level)) {
          parents.add(new Branch<>(part, aggregate));
        }
        level = parents;
      }
      return level.get(0);
    }

    private <T> List<List<T>> parts(List<T> all) {
      int count = Math.ceilDiv(all.size(), tuning.maxNode());
      List<List<T>> parts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) all.size() * i / count);
        int to = (int) ((long) all.size() * (i + 1) / count);
        parts.add(all.subList(from, to));
      }
      return parts;
    }

    /**
     * Replaces elements within one leaf by at most a leaf's worth of others; returns one node or
     * two in the place of {@code node}, none when it is not so simple.
     */
    List<TreeNode<E, S>> edit(
        TreeNode<E, S> node, int from, int to, List<? extends E> inserted, boolean isRoot) {
      if (node instanceof Leaf<E, S> leaf) {
        int size = leaf.size - (to - from) + inserted.size();
        if (size < tuning.minNode() && !isRoot) {
          return List.of();
        }
        List<E> elements = new ArrayList<>(size);
        elements.addAll(leaf.elements().subList(0, from));
        elements.addAll(inserted);
        elements.addAll(leaf.elements().subList(to, leaf.size));
        return leaves(elements);
      }
      var branch = (Branch<E, S>) node;
      int i = branch.childHolding(from);
      int before = branch.before(i);
      TreeNode<E, S> child = branch.children().get(i);
      if (to - before > child.size) {
        return List.of();
      }
      List<TreeNode<E, S>> edited = edit(child, from - before, to - before, inserted, false);
      return edited.isEmpty() ? edited : replace(branch, i, edited);
    }

    /** Returns one leaf, or two when the elements are too many for one. */
    private List<TreeNode<E, S>> leaves(List<E> elements) {
      int size = elements.size();
      if (size <= tuning.maxNode()) {
        return List.of(new Leaf<>(List.copyOf(elements), aggregate));
      }
      return List.of(
          new Leaf<>(List.copyOf(elements.subList(0, size / 2)), aggregate),
          new Leaf<>(List.copyOf(elements.subList(size / 2, size)), aggregate));
    }

    /** Returns the first {@code count} elements. */
    TreeNode<E, S> take(TreeNode<E, S> node, int count) {
      if (count == 0) {
        return empty;
      }
      if (count == node.size) {
        return node;
      }
      if (node instanceof Leaf<E, S> leaf) {
        return new Leaf<>(List.copyOf(leaf.elements().subList(0, count)), aggregate);
      }
      var branch = (Branch<E, S>) node;
      int i = branch.childHolding(count);
      TreeNode<E, S> inner = take(branch.children().get(i), count - branch.before(i));
      return join(group(branch, 0, i, empty), inner);
    }

    /** Returns all but the first {@code count} elements. */
    TreeNode<E, S> drop(TreeNode<E, S> node, int count) {
      if (count == 0) {
        return node;
      }
      if (count == node.size) {
        return empty;
      }
      if (node instanceof Leaf<E, S> leaf) {
        return new Leaf<>(List.copyOf(leaf.elements().subList(count, leaf.size)), aggregate);
      }
      var branch = (Branch<E, S>) node;
      int i = branch.childHolding(count);
      TreeNode<E, S> inner = drop(branch.children().get(i), count - branch.before(i));
      return join(inner, group(branch, i + 1, branch.children().size(), empty));
    }

    @Override
    protected boolean isEmpty(TreeNode<E, S> root) {
      return root.size == 0;
    }

    @Override
    protected int height(TreeNode<E, S> node) {
      return node.height();
    }

    @Override
    protected int size(TreeNode<E, S> branch) {
      return ((Branch<E, S>) branch).children().size();
    }

    @Override
    protected TreeNode<E, S> child(TreeNode<E, S> branch, int index) {
      return ((Branch<E, S>) branch).children().get(index);
    }

    @Override
    protected Run<TreeNode<E, S>> run() {
      List<TreeNode<E, S>> nodes = new ArrayList<>();
      return new Run<>() {
        @Override
        public void addChildren(TreeNode<E, S> branch, int from, int to) {
          nodes.addAll(((Branch<E, S>) branch).children().subList(from, to));
        }

        @Override
        public void add(TreeNode<E, S> node) {
          nodes.add(node);
        }

        @Override
        public int size() {
          return nodes.size();
        }

        @Override
        public TreeNode<E, S> branch(int from, int to) {
          return new Branch<>(nodes.subList(from, to), aggregate);
        }
      };
    }

    @Override
    protected TreeNode<E, S> withChild(TreeNode<E, S> branch, int index, TreeNode<E, S> child) {
      List<TreeNode<E, S>> children = new ArrayList<>(((Branch<E, S>) branch).children());
      children.set(index, child);
      return new Branch<>(children, aggregate);
    }

    @Override
    protected List<TreeNode<E, S>> mergeLeaves(TreeNode<E, S> left, TreeNode<E, S> right) {
      if (left.size >= tuning.minNode() && right.size >= tuning.minNode()) {
        return List.of(left, right);
      }
      List<E> all = new ArrayList<>(((Leaf<E, S>) left).elements());
      all.addAll(((Leaf<E, S>) right).elements());
      return leaves(all);
    }

    void check(TreeNode<E, S> node, boolean isRoot) {
      List<?> parts = node instanceof Branch<E, S> b ? b.children() : leafElements(node);
      boolean isLeaf = node instanceof Leaf;
      int fewest = isRoot ? (isLeaf ? 0 : 2) : tuning.minNode();
      require(
          parts.size() >= fewest && parts.size() <= tuning.maxNode(),
          isLeaf ? "T1" : "T2",
          "a node of height " + node.height() + " has " + parts.size() + " parts");
      S sum = aggregate.identity();
      int size = 0;
      if (node instanceof Branch<E, S> branch) {
        for (int i = 0; i < branch.children().size(); i++) {
          TreeNode<E, S> child = branch.children().get(i);
          require(child.height() == node.height() - 1, "T2", "children differ in height");
          require(branch.before(i) == size, "T3", "the running sizes are wrong");
          check(child, false);
          size += child.size;
          sum = aggregate.combine(sum, child.sum);
        }
      } else {
        size = leafElements(node).size();
        sum = Leaf.sumOf(leafElements(node), 0, size, aggregate);
      }
      require(size == node.size && sum.equals(node.sum), "T3", "a node's size or sum is wrong");
    }

    private List<E> leafElements(TreeNode<E, S> node) {
      return node instanceof Leaf<E, S> leaf ? leaf.elements() : Collections.emptyList();
    }

    private static void require(boolean holds, String invariant, String message) {
      if (!holds) {
        throw new AssertionError(invariant + ": " + message);
      }
    }
  }
}
