package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.tree.SpineJoin;
import java.util.Arrays;

/** Nodes in a row, with their sums taken from the branches that they come from. */
final class NodeRun implements SpineJoin.Run<Node> {
  private static final int METRICS = 4;

  private final Node[] nodes;

  /** The sums of the nodes before each, in each metric, and of all after the last. */
  private final int[] sums;

  private int size;

  /** That of all nodes. */
  private int height;

  /** Makes room for the children of two branches, of which each may have one too many. */
  NodeRun(Tuning tuning) {
    int most = 2 * tuning.maxChildren() + 2;
    nodes = new Node[most];
    sums = new int[METRICS * (most + 1)];
  }

  void clear() {
    size = 0;
  }

  @Override
  public void addChildren(Node branch, int from, int to) {
    height = branch.height() - 1;
    ((Branch) branch).copyChildren(from, to, nodes, size);
    for (int metric = 0; metric < METRICS; metric++) {
      ((Branch) branch).copySums(from, to, metric, sums, METRICS * size + metric, METRICS);
    }
    size += to - from;
  }

  @Override
  public void add(Node node) {
    height = node.height();
    nodes[size] = node;
    for (int metric = 0; metric < METRICS; metric++) {
      int at = METRICS * size + metric;
      sums[at + METRICS] = sums[at] + node.metric(metric);
    }
    size++;
  }

  @Override
  public int size() {
    return size;
  }

  Node node(int index) {
    return nodes[index];
  }

  @Override
  public Branch branch(int from, int to) {
    int count = to - from;
    boolean wide = length(from, to, Node.BYTES) != length(from, to, Node.UTF16);
    int[] ends = new int[(wide ? METRICS : 2) * count];
    for (int metric = 0; metric * count < ends.length; metric++) {
      for (int i = 0; i < count; i++) {
        ends[metric * count + i] = length(from, from + i + 1, metric);
      }
    }
    return new Branch(Arrays.copyOfRange(nodes, from, to), ends, height + 1, null);
  }

  private int length(int from, int to, int metric) {
    return sums[METRICS * to + metric] - sums[METRICS * from + metric];
  }
}
