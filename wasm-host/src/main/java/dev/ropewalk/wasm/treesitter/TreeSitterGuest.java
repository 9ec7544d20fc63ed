package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.GuestFunction;
import dev.ropewalk.wasm.engine.GuestInstance;
import dev.ropewalk.wasm.engine.HostFunctions;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.link.GrammarLinker;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One instance of a linked grammar, spoken to by the ABI of web-tree-sitter 0.27. */
final class TreeSitterGuest {
  /*
   * Arguments and results larger than an i32 travel through a transfer buffer at a fixed address
   * (answered by ts_init): a node is five i32 {id, start index, start row, start column, alias}, a
   * point two, an edit three points and three indices. Indices are UTF-16 code units. Blocks that
   * a call allocates (children, query results) are freed by the caller.
   *
   * The end of a node is not in its five words. The runtime's export for it costs a call for each
   * node, 26,000 in a highlighted file, so it is read from the node's subtree instead, at offsets
   * that the first results are checked against (see NodeEnds).
   */
  static final int NODE_WORDS = 5;
  static final int NODE_BYTES = 4 * NODE_WORDS;

  /** Units per parse callback: the runtime's input buffer is 10 KiB, kept a little short. */
  private static final int CHUNK_UNITS = 5_000;

  /** Memory grows by at least a quarter, since growing copies it. */
  private static final int GROWTH_DIVISOR = 4;

  private static final int PAGE = 1 << 16;

  private final GuestInstance instance;
  private final Map<String, GuestFunction> functions = new HashMap<>();
  private final byte[] chunk = new byte[2 * CHUNK_UNITS];
  private final int transfer;
  private final int language;
  private final int parser;
  private final int input;
  private final GuestFunction endIndex;
  private final GuestFunction free;
  private @Nullable GuestText text;
  private BooleanSupplier stop = () -> false;
  private int trees;

  /** Whether the parser still has what it had parsed when it was stopped. */
  private boolean halfParsed;

  /** For each query that is compiled already, by {@link GuestImage#nameOf}, its address. */
  private final Map<String, Integer> prepared = new HashMap<>();

  /** Sets an instance up. */
  TreeSitterGuest(CompiledModule module, int maxMemoryPages) {
    instance = module.instantiate(callbacks(), maxMemoryPages);
    endIndex = function("ts_node_end_index_wasm");
    free = function("free");
    call(GrammarLinker.INIT);
    transfer = callInt("ts_init");
    language = callInt(GrammarLinker.LANGUAGE);
    call("ts_parser_new_wasm");
    parser = instance.readInt(transfer);
    input = instance.readInt(transfer + 4);
    if (callInt("ts_parser_set_language", parser, language) == 0) {
      throw new GuestException(
          GuestException.Code.MODULE_REFUSED,
          "The grammar has language version "
              + callInt("ts_language_abi_version", language)
              + ", which this tree-sitter runtime does not take");
    }
  }

  /** Makes an instance that goes on where another one was imaged. */
  TreeSitterGuest(CompiledModule module, int maxMemoryPages, GuestImage image) {
    instance = module.instantiate(callbacks(), maxMemoryPages);
    endIndex = function("ts_node_end_index_wasm");
    free = function("free");
    instance.restore(image.memory());
    transfer = image.transfer();
    language = image.language();
    parser = image.parser();
    input = image.input();
    prepared.putAll(image.queries());
  }

  /** The guest as it is now; it must have no tree. */
  GuestImage image() {
    return new GuestImage(instance.image(), transfer, language, parser, input, prepared);
  }

  private HostFunctions callbacks() {
    return new HostFunctions()
        .with("tree_sitter_parse_callback", this::readText)
        .with("tree_sitter_progress_callback", (guest, a) -> stop.getAsBoolean() ? 1 : 0)
        .with("tree_sitter_query_progress_callback", (guest, a) -> stop.getAsBoolean() ? 1 : 0)
        .with("tree_sitter_log_callback", (guest, a) -> 0)
        .with("emscripten_resize_heap", TreeSitterGuest::resize)
        .with("_abort_js", (guest, a) -> abort("abort"))
        .with("abort", (guest, a) -> abort("abort"))
        .with("__assert_fail", (guest, a) -> abort("assertion failed"))
        .with("fd_write", (guest, a) -> discard(guest, a))
        .with("fd_seek", (guest, a) -> 70)
        .with("fd_close", (guest, a) -> 52);
  }

  /**
   * Parses.
   *
   * @param oldTree a tree already told of the edits, or 0
   * @param stopped polled now and then; true ends the parse
   * @return the tree, or 0 when it was stopped
   */
  int parse(GuestText newText, int oldTree, BooleanSupplier stopped) {
    freeHalfParsed();
    text = newText;
    stop = stopped;
    try {
      int tree = callInt("ts_parser_parse_wasm", parser, input, oldTree, 0, 0);
      if (tree == 0) {
        halfParsed = true;
      } else {
        trees++;
      }
      return tree;
    } finally {
      text = null;
      stop = () -> false;
    }
  }

  /** Whether there is something that {@link #freeHalfParsed} would free. */
  boolean hasHalfParsed() {
    return halfParsed;
  }

  /**
   * Frees what was parsed before a parse was stopped: of a long text that takes some milliseconds,
   * and it is no part of the stop. The next parse would go on with it otherwise.
   */
  void freeHalfParsed() {
    if (halfParsed) {
      halfParsed = false;
      call("ts_parser_reset", parser);
    }
  }

  void edit(int tree, SyntaxEdit e) {
    int[] words = {
      e.startRow(),
      e.startColumn(),
      e.oldEndRow(),
      e.oldEndColumn(),
      e.newEndRow(),
      e.newEndColumn(),
      e.startUtf16(),
      e.oldEndUtf16(),
      e.newEndUtf16()
    };
    for (int i = 0; i < words.length; i++) {
      instance.writeInt(transfer + 4 * i, words[i]);
    }
    call("ts_tree_edit_wasm", tree);
  }

  void deleteTree(int tree) {
    call("ts_tree_delete", tree);
    trees--;
  }

  /** A second handle on a tree; edits of one are not seen through the other. */
  int copyTree(int tree) {
    int copy = callInt("ts_tree_copy", tree);
    trees++;
    return copy;
  }

  /** Trees that were made and not deleted. */
  int trees() {
    return trees;
  }

  /** Whether two trees of the same text differ in structure. */
  boolean differ(int oldTree, int newTree) {
    call("ts_tree_get_changed_ranges_wasm", oldTree, newTree);
    int count = instance.readInt(transfer);
    int block = instance.readInt(transfer + 4);
    free.call(block);
    return count > 0;
  }

  /**
   * Compiles a query, unless the guest began with it.
   *
   * @return its address, or 0 when it is wrong: the transfer buffer then says where and how
   */
  int query(QuerySource source, byte[] utf8) {
    String name = GuestImage.nameOf(source);
    Integer known = prepared.get(name);
    if (known != null) {
      return known;
    }
    int text = newString(utf8);
    int address = callInt("ts_query_new", language, text, utf8.length, transfer, transfer + 4L);
    free.call(text);
    if (address != 0) {
      prepared.put(name, address);
    }
    return address;
  }

  /** Runs something with the callback that a running query polls. */
  <T> T stoppable(BooleanSupplier stopped, Supplier<T> body) {
    stop = stopped;
    try {
      return body.get();
    } finally {
      stop = () -> false;
    }
  }

  /** The five words of a tree's root. */
  int[] root(int tree) {
    call("ts_tree_root_node_wasm", tree);
    return transferNode();
  }

  int[] transferNode() {
    int[] node = new int[NODE_WORDS];
    for (int i = 0; i < NODE_WORDS; i++) {
      node[i] = instance.readInt(transfer + 4 * i);
    }
    return node;
  }

  void writeNode(int[] node) {
    for (int i = 0; i < NODE_WORDS; i++) {
      instance.writeInt(transfer + 4 * i, node[i]);
    }
  }

  /** Calls a {@code ts_node_*_wasm} function that answers an i32. */
  int nodeInt(String name, int[] node, int tree) {
    writeNode(node);
    return callInt(name, tree);
  }

  int nodeEnd(int[] node, int tree) {
    writeNode(node);
    return endIndex.callInt(tree);
  }

  /** The children of a node, each five words. */
  int[][] children(int[] node, int tree) {
    writeNode(node);
    call("ts_node_children_wasm", tree);
    int count = instance.readInt(transfer);
    int block = instance.readInt(transfer + 4);
    int[][] children = new int[count][NODE_WORDS];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < NODE_WORDS; k++) {
        children[i][k] = instance.readInt(block + i * NODE_BYTES + 4 * k);
      }
    }
    if (count > 0) {
      free.call(block);
    }
    return children;
  }

  /** The name of a symbol of the grammar. */
  String symbolName(int symbol) {
    int address = callInt("ts_language_symbol_name", language, symbol);
    return address == 0 ? "" : string(address, callInt("strlen", address));
  }

  String string(int address, int length) {
    return new String(instance.readBytes(address, length), StandardCharsets.UTF_8);
  }

  /** Copies a string into the guest; free it. */
  int newString(byte[] utf8) {
    int address = callInt("malloc", utf8.length + 1L);
    if (address == 0) {
      throw new GuestException(
          GuestException.Code.OUT_OF_MEMORY, "The extension has no memory left for a query");
    }
    instance.writeBytes(address, utf8, 0, utf8.length);
    instance.writeBytes(address + utf8.length, new byte[1], 0, 1);
    return address;
  }

  void free(int address) {
    free.call(address);
  }

  int readInt(int address) {
    return instance.readInt(address);
  }

  void writeInt(int address, int value) {
    instance.writeInt(address, value);
  }

  byte[] memoryArray() {
    return instance.memoryArray();
  }

  int transfer() {
    return transfer;
  }

  int language() {
    return language;
  }

  int pages() {
    return instance.pages();
  }

  void call(String name, long... arguments) {
    function(name).call(arguments);
  }

  int callInt(String name, long... arguments) {
    return function(name).callInt(arguments);
  }

  private GuestFunction function(String name) {
    return functions.computeIfAbsent(name, instance::function);
  }

  /** {@code void(input buffer, index, row, column, length out)}. */
  private long readText(GuestInstance guest, long[] a) {
    int buffer = (int) a[0];
    int index = (int) a[1];
    GuestText source = text;
    int units = 0;
    if (source != null && index >= 0 && index < source.lengthUtf16()) {
      while (units < CHUNK_UNITS) {
        int read = source.readUtf16(index + units, chunk, 2 * units, CHUNK_UNITS - units);
        if (read == 0) {
          break;
        }
        units += read;
      }
      guest.writeBytes(buffer, chunk, 0, 2 * units);
    }
    guest.writeInt((int) a[4], units);
    return 0;
  }

  private static long resize(GuestInstance guest, long[] a) {
    long wanted = a[0] & 0xffff_ffffL;
    long needed = (wanted + PAGE - 1) / PAGE - guest.pages();
    if (needed <= 0) {
      return 1;
    }
    int generous = (int) Math.max(needed, guest.pages() / GROWTH_DIVISOR);
    return guest.grow(generous) || guest.grow((int) needed) ? 1 : 0;
  }

  private static long abort(String why) {
    throw new GuestException(GuestException.Code.TRAPPED, "The extension trapped: " + why);
  }

  /** Takes what the guest prints and drops it: it is nobody's to read. */
  private static long discard(GuestInstance guest, long[] a) {
    int total = 0;
    for (int i = 0; i < Math.min((int) a[2], 16); i++) {
      total += guest.readInt((int) a[1] + 8 * i + 4);
    }
    guest.writeInt((int) a[3], total);
    return 0;
  }
}
