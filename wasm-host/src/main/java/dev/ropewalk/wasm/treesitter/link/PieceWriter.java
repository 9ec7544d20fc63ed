package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** Writes a piece as a function, and the call that takes its place. */
final class PieceWriter {
  /*
   * Exit codes, the result of a piece: 0 runs on after it, 1 returns from the function, 2 + i
   * branches to labels[i]. Values pass through SCRATCH, one slot of 8 bytes for each of written,
   * in order, then the function's result. The piece's code is in one block, and every exit sets
   * the code and branches out of it, to where the values are written; so an exit is a few bytes.
   */
  private static final int EXIT_NEXT = 0;
  private static final int EXIT_RETURN = 1;
  private static final int EXIT_LABEL = 2;

  private final WasmBinary module;
  private final CodeReader code;
  private final Blocks blocks;
  private final List<Integer> localTypes;
  private final List<Integer> results;
  private final Piece piece;
  private final Map<Integer, Integer> renamed = new HashMap<>();
  private final List<Integer> locals = new ArrayList<>();
  private final ByteWriter out;
  private final int entry;
  private final int selector;
  private final int result;
  private final int exit;

  /**
   * @param localTypes of the function that the piece is from
   * @param results of that function
   * @param entered whether the piece takes one more i32, last, which tells where to start
   */
  PieceWriter(
      WasmBinary module,
      CodeReader code,
      Blocks blocks,
      List<Integer> localTypes,
      List<Integer> results,
      Piece piece,
      boolean entered) {
    this.module = module;
    this.code = code;
    this.blocks = blocks;
    this.localTypes = localTypes;
    this.results = results;
    this.piece = piece;
    out = new ByteWriter(2 * (code.start[piece.to()] - code.start[piece.from()]));
    for (int local : piece.params()) {
      renamed.put(local, renamed.size());
    }
    entry = entered ? renamed.size() : -1;
    selector = renamed.size() + (entered ? 1 : 0);
    result = selector + 1;
    locals.add(WasmBinary.I32);
    locals.add(results.isEmpty() ? WasmBinary.I32 : results.getFirst());
    exit = result + 1;
    locals.add(WasmBinary.I32);
    for (int local : piece.owned()) {
      renamed.put(local, selector + locals.size());
      locals.add(localTypes.get(local));
    }
  }

  /** The function that the piece becomes. */
  Function function() {
    return function(new byte[0]);
  }

  /** The same with instructions before the first. */
  Function function(byte[] prologue) {
    out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    out.raw(prologue);
    for (int i = piece.from(); i < piece.to(); i++) {
      instruction(i);
    }
    out.u8(CodeReader.I32_CONST).signed(EXIT_NEXT);
    out.u8(CodeReader.LOCAL_SET).u32(exit);
    out.u8(CodeReader.END);
    for (int k = 0; k < piece.written().size(); k++) {
      int local = piece.written().get(k);
      out.u8(CodeReader.I32_CONST).signed(0);
      out.u8(CodeReader.LOCAL_GET).u32(renamed.get(local));
      access(out, localTypes.get(local), false, slot(k));
    }
    if (piece.returns() && !results.isEmpty()) {
      out.u8(CodeReader.I32_CONST).signed(0);
      out.u8(CodeReader.LOCAL_GET).u32(result);
      access(out, results.getFirst(), false, slot(piece.written().size()));
    }
    out.u8(CodeReader.LOCAL_GET).u32(exit);
    out.u8(CodeReader.END);
    var params = new ArrayList<>(piece.params().stream().map(localTypes::get).toList());
    if (entry >= 0) {
      params.add(WasmBinary.I32);
    }
    FuncType type = new FuncType(List.copyOf(params), List.of(WasmBinary.I32));
    return new Function(module.typeIndex(type), locals, out.toByteArray());
  }

  /** The parameter that tells where to start. */
  int entryLocal() {
    return entry;
  }

  private void instruction(int i) {
    switch (code.op[i]) {
      case CodeReader.LOCAL_GET, CodeReader.LOCAL_SET, CodeReader.LOCAL_TEE ->
          out.u8(code.op[i]).u32(renamed.get(code.imm[i]));
      case CodeReader.BR -> {
        int label = blocks.label(i, code.imm[i]);
        if (label < piece.outer()) {
          exit(label, open(i));
        } else {
          copy(i);
        }
      }
      case CodeReader.BR_IF -> {
        int label = blocks.label(i, code.imm[i]);
        if (label < piece.outer()) {
          out.u8(CodeReader.IF).u8(WasmBinary.VOID_BLOCK);
          exit(label, open(i) + 1);
          out.u8(CodeReader.END);
        } else {
          copy(i);
        }
      }
      case CodeReader.BR_TABLE -> branchTable(i);
      case CodeReader.RETURN -> exit(-1, open(i));
      default -> copy(i);
    }
  }

  private void copy(int i) {
    out.raw(code.code, code.start[i], code.start[i + 1]);
  }

  /**
   * Leaves the piece for a label outside of it, or returns from the function for label -1.
   *
   * @param open blocks around, from the piece's start
   */
  private void exit(int label, int open) {
    if (label < 0 && !results.isEmpty()) {
      out.u8(CodeReader.LOCAL_SET).u32(result);
    }
    int exitCode = label < 0 ? EXIT_RETURN : EXIT_LABEL + piece.labels().indexOf(label);
    out.u8(CodeReader.I32_CONST).signed(exitCode);
    out.u8(CodeReader.LOCAL_SET).u32(exit);
    out.u8(CodeReader.BR).u32(open);
  }

  private int open(int i) {
    return blocks.depth[i] - piece.outer();
  }

  /** Labels outside become blocks of the piece's own, each of which leaves. */
  private void branchTable(int i) {
    int[] targets = code.targets[i];
    var exits = new TreeSet<Integer>();
    for (int target : targets) {
      int label = blocks.label(i, target);
      if (label < piece.outer()) {
        exits.add(label);
      }
    }
    if (exits.isEmpty()) {
      copy(i);
      return;
    }
    List<Integer> order = List.copyOf(exits);
    boolean returnsValue = exits.contains(-1) && !results.isEmpty();
    out.u8(CodeReader.LOCAL_SET).u32(selector);
    if (returnsValue) {
      out.u8(CodeReader.LOCAL_SET).u32(result);
    }
    for (int k = 0; k < order.size(); k++) {
      out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    }
    out.u8(CodeReader.LOCAL_GET).u32(selector);
    out.u8(CodeReader.BR_TABLE).u32(targets.length - 1L);
    for (int target : targets) {
      int label = blocks.label(i, target);
      out.u32(label < piece.outer() ? order.indexOf(label) : target + order.size());
    }
    int inside = order.size();
    for (int label : order) {
      out.u8(CodeReader.END);
      inside--;
      if (label < 0 && returnsValue) {
        out.u8(CodeReader.LOCAL_GET).u32(result);
      }
      exit(label, open(i) + inside);
    }
  }

  /**
   * Writes the call of the piece and what its exit asks for.
   *
   * @param function the index of the piece's function
   * @param exit the first of the locals of {@link #callLocals}
   * @param entryLocal the local that holds where to start, or -1
   * @param relative the depth at which a label is from here, or -1 for what {@link #onExit} does
   */
  void call(ByteWriter to, int function, int exit, int entryLocal, IntUnaryOperator relative) {
    for (int local : piece.params()) {
      to.u8(CodeReader.LOCAL_GET).u32(local);
    }
    if (entryLocal >= 0) {
      to.u8(CodeReader.LOCAL_GET).u32(entryLocal);
    }
    to.u8(CodeReader.CALL).u32(function);
    to.u8(CodeReader.LOCAL_SET).u32(exit);
    for (int i = 0; i < piece.written().size(); i++) {
      int local = piece.written().get(i);
      to.u8(CodeReader.I32_CONST).signed(0);
      access(to, localTypes.get(local), true, slot(i));
      to.u8(CodeReader.LOCAL_SET).u32(local);
    }
    boolean value = piece.returns() && !results.isEmpty();
    if (value) {
      to.u8(CodeReader.I32_CONST).signed(0);
      access(to, results.getFirst(), true, slot(piece.written().size()));
      to.u8(CodeReader.LOCAL_SET).u32(exit + 1L);
    }
    branches(to, exit, relative);
    if (piece.returns()) {
      to.u8(CodeReader.LOCAL_GET).u32(exit);
      to.u8(CodeReader.I32_CONST).signed(EXIT_RETURN);
      to.u8(0x46);
      to.u8(CodeReader.IF).u8(WasmBinary.VOID_BLOCK);
      if (value) {
        to.u8(CodeReader.LOCAL_GET).u32(exit + 1L);
      }
      to.u8(CodeReader.RETURN).u8(CodeReader.END);
    }
  }

  /** The types of two locals that calls use: the exit code, and what the function answers. */
  static List<Integer> callLocals(FuncType type) {
    return List.of(
        WasmBinary.I32, type.results().isEmpty() ? WasmBinary.I32 : type.results().getFirst());
  }

  private void branches(ByteWriter to, int exit, IntUnaryOperator relative) {
    List<Integer> labels = piece.labels();
    if (labels.isEmpty()) {
      return;
    }
    if (labels.size() == 1) {
      int depth = relative.applyAsInt(labels.getFirst());
      if (depth >= 0) {
        to.u8(CodeReader.LOCAL_GET).u32(exit);
        to.u8(CodeReader.I32_CONST).signed(EXIT_LABEL);
        to.u8(0x46);
        to.u8(CodeReader.BR_IF).u32(depth);
      }
      return;
    }
    to.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    to.u8(CodeReader.LOCAL_GET).u32(exit);
    to.u8(CodeReader.BR_TABLE).u32(EXIT_LABEL + (long) labels.size());
    for (int i = 0; i < EXIT_LABEL; i++) {
      to.u32(0);
    }
    for (int label : labels) {
      to.u32(relative.applyAsInt(label) + 1L);
    }
    to.u32(0);
    to.u8(CodeReader.END);
  }

  /** Writes instructions that run when the piece left for a label. */
  void onExit(ByteWriter to, int exit, int label, byte[] instructions) {
    to.u8(CodeReader.LOCAL_GET).u32(exit);
    to.u8(CodeReader.I32_CONST).signed(EXIT_LABEL + piece.labels().indexOf(label));
    to.u8(0x46);
    to.u8(CodeReader.IF).u8(WasmBinary.VOID_BLOCK);
    to.raw(instructions);
    to.u8(CodeReader.END);
  }

  private static int slot(int index) {
    return GrammarLinker.SCRATCH + 8 * index;
  }

  /** A load or a store of a value type at a fixed address; the base is on the stack. */
  private static void access(ByteWriter out, int valueType, boolean load, int address) {
    int op =
        switch (valueType) {
          case 0x7f -> load ? 0x28 : 0x36;
          case 0x7e -> load ? 0x29 : 0x37;
          case 0x7d -> load ? 0x2a : 0x38;
          case 0x7c -> load ? 0x2b : 0x39;
          default -> throw new IllegalStateException("value type " + valueType);
        };
    out.u8(op).u32(0).u32(address);
  }
}
