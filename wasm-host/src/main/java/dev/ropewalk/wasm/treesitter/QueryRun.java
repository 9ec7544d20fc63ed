package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.limit.GuestException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs queries in a guest and reads their results out of its memory. */
final class QueryRun {
  /*
   * The guest answers one block: for each match {pattern, count, captures…}, for each capture of
   * the ordered form {pattern, count, which, captures…}, a capture being {id, node}. The block is
   * read in place, into columns; no object is made for a node. V8's bindings spend two thirds of a
   * highlight query on making them.
   */
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CAPTURE_BYTES = 4 + TreeSitterGuest.NODE_BYTES;

  /** More matches in flight than this, and the guest drops the oldest (its own default is 2^32). */
  private static final int MATCH_LIMIT = 4096;

  private static final long NO_LIMIT = 0xffff_ffffL;

  /** Records of an answer that are judged between two looks at whether it is wanted. */
  static final int RECORDS_PER_POLL = 64;

  private final TreeSitterGuest guest;
  private final NodeEnds ends;
  private final int tree;
  private final GuestText text;
  private final Block block = new Block();

  QueryRun(TreeSitterGuest guest, NodeEnds ends, int tree, GuestText text) {
    this.guest = guest;
    this.ends = ends;
    this.tree = tree;
    this.text = text;
  }

  Captures captures(CompiledQuery query, int start, int end, BooleanSupplier stop) {
    int count = run("ts_query_captures_wasm", query, start, end, stop);
    var out = new Columns(count);
    int at = block.address;
    int last = -1;
    boolean lastHolds = false;
    for (int i = 0; i < count; i++) {
      poll(i, stop);
      int pattern = block.word(at);
      int nodes = block.word(at + 4);
      int which = block.word(at + 8);
      block.match(at + 12, nodes);
      at += 12 + nodes * CAPTURE_BYTES;
      List<Predicate> predicates = query.predicates.get(pattern);
      if (!predicates.isEmpty()) {
        // A match comes once for each of its captures; consecutive ones are judged once.
        if (last < 0 || !block.sameMatch(last, at - nodes * CAPTURE_BYTES, nodes)) {
          lastHolds = holds(predicates);
        }
        last = at - nodes * CAPTURE_BYTES;
        if (!lastHolds) {
          continue;
        }
      } else {
        last = -1;
      }
      out.add(block.capture(which), pattern, block.start(which), block.end(which));
    }
    block.release();
    return new Captures(
        out.count, out.start, out.end, out.name, out.pattern, query.captureNames, query.properties);
  }

  Matches matches(CompiledQuery query, int start, int end, BooleanSupplier stop) {
    int count = run("ts_query_matches_wasm", query, start, end, stop);
    var out = new Columns(count * 2);
    int[] patterns = new int[count];
    int[] first = new int[count + 1];
    int kept = 0;
    int at = block.address;
    for (int i = 0; i < count; i++) {
      poll(i, stop);
      int pattern = block.word(at);
      int nodes = block.word(at + 4);
      block.match(at + 8, nodes);
      at += 8 + nodes * CAPTURE_BYTES;
      if (!holds(query.predicates.get(pattern))) {
        continue;
      }
      patterns[kept] = pattern;
      first[kept++] = out.count;
      for (int k = 0; k < nodes; k++) {
        out.add(block.capture(k), pattern, block.start(k), block.end(k));
      }
    }
    first[kept] = out.count;
    block.release();
    return new Matches(
        kept, patterns, first, out.name, out.start, out.end, query.captureNames, query.properties);
  }

  /** Text predicates are the host's work, so the guest's own polls do not see to them. */
  private void poll(int record, BooleanSupplier stop) {
    if (record % RECORDS_PER_POLL == 0 && stop.getAsBoolean()) {
      block.release();
      throw cancelled();
    }
  }

  private static GuestException cancelled() {
    return new GuestException(GuestException.Code.CANCELLED, "The query was cancelled");
  }

  private boolean holds(List<Predicate> predicates) {
    for (Predicate predicate : predicates) {
      if (!predicate.holds(block, text)) {
        return false;
      }
    }
    return true;
  }

  /** Runs the query and opens its block; answers the number of records in it. */
  private int run(String function, CompiledQuery query, int start, int end, BooleanSupplier stop) {
    if (start >= end) {
      block.open(0);
      return 0;
    }
    if (stop.getAsBoolean()) {
      throw cancelled(); // a query of a few nodes ends before the guest asks
    }
    boolean[] stopped = new boolean[1];
    return guest.stoppable(
        () -> stopped[0] = stopped[0] || stop.getAsBoolean(),
        () -> {
          guest.writeNode(guest.root(tree));
          // This range, alone in the ABI, is in bytes of UTF-16.
          guest.call(
              function,
              query.address,
              tree,
              0,
              0,
              0,
              0,
              2L * start,
              2L * end,
              0,
              0,
              0,
              0,
              0,
              0,
              MATCH_LIMIT,
              NO_LIMIT);
          int count = guest.readInt(guest.transfer());
          block.open(guest.readInt(guest.transfer() + 4));
          if (stopped[0]) {
            block.release();
            throw cancelled();
          }
          return count;
        });
  }

  /** The guest's answer; also the nodes of the match that is looked at. */
  private final class Block implements Predicate.Nodes {
    private byte[] memory = new byte[0];
    private int address;
    private int at;
    private int nodes;

    void open(int newAddress) {
      address = newAddress;
      memory = guest.memoryArray();
    }

    void release() {
      if (address != 0) {
        guest.free(address);
        address = 0;
      }
    }

    int word(int address) {
      return (int) INT.get(memory, address);
    }

    void match(int firstNode, int count) {
      at = firstNode;
      nodes = count;
    }

    boolean sameMatch(int one, int other, int count) {
      int length = count * CAPTURE_BYTES;
      return other != one
          && Arrays.equals(memory, one, one + length, memory, other, other + length);
    }

    @Override
    public int count() {
      return nodes;
    }

    @Override
    public int capture(int node) {
      return word(at + node * CAPTURE_BYTES);
    }

    @Override
    public int start(int node) {
      return word(at + node * CAPTURE_BYTES + 8);
    }

    @Override
    public int end(int node) {
      return ends.end(memory, at + node * CAPTURE_BYTES + 4, tree);
    }
  }

  /** Growing columns of captures. */
  private static final class Columns {
    int count;
    int[] name;
    int[] pattern;
    int[] start;
    int[] end;

    Columns(int capacity) {
      int size = Math.max(capacity, 4);
      name = new int[size];
      pattern = new int[size];
      start = new int[size];
      end = new int[size];
    }

    void add(int newName, int newPattern, int newStart, int newEnd) {
      if (count == name.length) {
        name = Arrays.copyOf(name, count * 2);
        pattern = Arrays.copyOf(pattern, count * 2);
        start = Arrays.copyOf(start, count * 2);
        end = Arrays.copyOf(end, count * 2);
      }
      name[count] = newName;
      pattern[count] = newPattern;
      start[count] = newStart;
      end[count++] = newEnd;
    }
  }
}
