package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A tree in a guest, for the time of one read. */
final class GuestTree implements SyntaxTree {
  private final Guest guest;
  private final int tree;
  private final long revision;
  private final GuestText text;
  private final BooleanSupplier stop;

  GuestTree(Guest guest, int tree, long revision, GuestText text, BooleanSupplier stop) {
    this.guest = guest;
    this.tree = tree;
    this.revision = revision;
    this.text = text;
    this.stop = stop;
  }

  /** An instance with what the host keeps about it. */
  static final class Guest {
    final TreeSitterGuest abi;
    final NodeEnds ends;
    private final Map<QuerySource, CompiledQuery> queries = new HashMap<>();
    private final Map<Integer, String> symbols = new HashMap<>();

    Guest(TreeSitterGuest abi) {
      this.abi = abi;
      ends = new NodeEnds(abi);
    }

    CompiledQuery query(QuerySource source) {
      CompiledQuery query = queries.get(source);
      if (query == null) {
        query = CompiledQuery.compile(abi, source);
        queries.put(source, query);
      }
      return query;
    }

    String symbol(int symbol) {
      return symbols.computeIfAbsent(symbol, abi::symbolName);
    }
  }

  /** The same tree, read for somebody else who says when to stop; for tests. */
  GuestTree stoppedBy(BooleanSupplier other) {
    return new GuestTree(guest, tree, revision, text, other);
  }

  /** Trees that the instance holds, of all its sessions; for tests. */
  int treesOfInstance() {
    return guest.abi.trees();
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public GuestText text() {
    return text;
  }

  @Override
  public void poll() {
    if (stop.getAsBoolean()) {
      throw new GuestException(GuestException.Code.CANCELLED, "The read was cancelled");
    }
  }

  @Override
  public boolean hasErrors() {
    return guest.abi.nodeInt("ts_node_has_error_wasm", guest.abi.root(tree), tree) != 0;
  }

  @Override
  public List<SyntaxError> errors(int limit) {
    return new ErrorFinder(guest.abi, tree, limit, this::poll).find();
  }

  @Override
  public Captures captures(QuerySource query, int startUtf16, int endUtf16) {
    return new QueryRun(guest.abi, guest.ends, tree, text)
        .captures(guest.query(query), startUtf16, endUtf16, stop);
  }

  @Override
  public Matches matches(QuerySource query, int startUtf16, int endUtf16) {
    return new QueryRun(guest.abi, guest.ends, tree, text)
        .matches(guest.query(query), startUtf16, endUtf16, stop);
  }

  @Override
  public List<NodeSpan> ancestors(int startUtf16, int endUtf16) {
    TreeSitterGuest abi = guest.abi;
    var spans = new ArrayList<NodeSpan>();
    abi.writeNode(abi.root(tree));
    abi.writeInt(abi.transfer() + TreeSitterGuest.NODE_BYTES, startUtf16);
    abi.writeInt(abi.transfer() + TreeSitterGuest.NODE_BYTES + 4, endUtf16);
    abi.call("ts_node_descendant_for_index_wasm", tree);
    int[] node = abi.transferNode();
    while (node[0] != 0) {
      poll();
      int end = abi.nodeEnd(node, tree);
      if (spans.isEmpty()
          || spans.getLast().startUtf16() != node[1]
          || spans.getLast().endUtf16() != end) {
        String type = guest.symbol(abi.nodeInt("ts_node_symbol_wasm", node, tree));
        boolean named = abi.nodeInt("ts_node_is_named_wasm", node, tree) != 0;
        spans.add(new NodeSpan(type, named, node[1], end));
      }
      abi.writeNode(node);
      abi.call("ts_node_parent_wasm", tree);
      node = abi.transferNode();
    }
    return spans;
  }

  @Override
  public List<NodeSpan> named(int startUtf16, int endUtf16, int limit) {
    TreeSitterGuest abi = guest.abi;
    var spans = new ArrayList<NodeSpan>();
    // With an explicit stack: trees can be deeper than a thread's stack.
    var pending = new ArrayList<int[]>();
    pending.add(abi.root(tree));
    while (!pending.isEmpty() && spans.size() < limit) {
      poll();
      int[] node = pending.removeLast();
      int end = abi.nodeEnd(node, tree);
      if (end < startUtf16 || node[1] > endUtf16) {
        continue;
      }
      if (abi.nodeInt("ts_node_is_named_wasm", node, tree) != 0) {
        String type = guest.symbol(abi.nodeInt("ts_node_symbol_wasm", node, tree));
        spans.add(new NodeSpan(type, true, node[1], end));
      }
      int[][] children = abi.children(node, tree);
      for (int i = children.length - 1; i >= 0; i--) {
        pending.add(children[i]);
      }
    }
    return spans;
  }
}
