package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.treesitter.link.FunctionSplitter.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Moves ranges of one function into functions of their own; see {@link FunctionSplitter}. */
final class Outliner {
  private static final int EXIT_NEXT = 0;
  private static final int EXIT_RETURN = 1;
  private static final int EXIT_LABEL = 2;

  /** SCRATCH has room for so many values, and one result. */
  private static final int MAX_LOCALS = 60;

  private final WasmBinary module;
  private final Function function;
  private final FuncType type;
  private final CodeReader code;
  private final List<Integer> localTypes = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /** Depth of open blocks at each instruction, the function's own being 0. */
  private final int[] depth;

  /** The innermost block that encloses an instruction, or -1. */
  private final int[] parent;

  private final int[] totalUses;

  /** What replaces a range: the call of its piece and what is done with its exit. */
  private record Call(
      Range range,
      int function,
      List<Integer> params,
      List<Integer> written,
      List<Integer> labels,
      boolean returns) {}

  Outliner(WasmBinary module, Function function, FuncType type, CodeReader code) {
    this.module = module;
    this.function = function;
    this.type = type;
    this.code = code;
    localTypes.addAll(type.params());
    localTypes.addAll(function.locals());
    depth = new int[code.count];
    parent = new int[code.count];
    int open = 0;
    int block = -1;
    for (int i = 0; i < code.count; i++) {
      if (code.op[i] == CodeReader.END && open > 0) {
        open--;
        block = parent[block];
      }
      depth[i] = open;
      parent[i] = block;
      if (code.match[i] >= 0) {
        open++;
        block = i;
      }
    }
    totalUses = uses(0, code.count);
  }

  /** Makes the function that a range becomes; {@link #placed} must follow. */
  Function piece(Range range) {
    var used = new TreeSet<Integer>();
    var written = new TreeSet<Integer>();
    var labels = new TreeSet<Integer>();
    boolean returns = false;
    int outer = depth[range.from()];
    for (int i = range.from(); i < range.to(); i++) {
      switch (code.op[i]) {
        case CodeReader.LOCAL_GET -> used.add(code.imm[i]);
        case CodeReader.LOCAL_SET, CodeReader.LOCAL_TEE -> {
          used.add(code.imm[i]);
          written.add(code.imm[i]);
        }
        case CodeReader.BR, CodeReader.BR_IF -> addOuter(labels, i, code.imm[i], outer);
        case CodeReader.BR_TABLE -> {
          for (int target : code.targets[i]) {
            addOuter(labels, i, target, outer);
          }
        }
        case CodeReader.RETURN -> returns = true;
        default -> {}
      }
    }
    // A branch to the function's own label is a return.
    returns |= labels.remove(-1);
    int[] inside = uses(range.from(), range.to());
    if (!inLoop(range.from())) {
      written.removeIf(local -> inside[local] == totalUses[local]);
    }
    var call =
        new Call(range, -1, List.copyOf(used), List.copyOf(written), List.copyOf(labels), returns);
    calls.add(call);
    return new Emitter(call, outer).emit();
  }

  /** Tells where the last piece was put. */
  void placed(int functionIndex) {
    Call call = calls.removeLast();
    calls.add(
        new Call(call.range, functionIndex, call.params, call.written, call.labels, call.returns));
  }

  /** Labels outside a range are named by the depth of their block; the function's own is -1. */
  private void addOuter(Set<Integer> labels, int at, int target, int outer) {
    int label = depth[at] - 1 - target;
    if (label < outer) {
      labels.add(label);
    }
  }

  /** Whether a place can be passed again, so that what a piece leaves in a local may be read. */
  private boolean inLoop(int at) {
    for (int block = parent[at]; block >= 0; block = parent[block]) {
      if (code.op[block] == CodeReader.LOOP) {
        return true;
      }
    }
    return false;
  }

  private int[] uses(int from, int to) {
    int[] count = new int[localTypes.size()];
    for (int i = from; i < to; i++) {
      if (code.op[i] >= CodeReader.LOCAL_GET && code.op[i] <= CodeReader.LOCAL_TEE) {
        count[code.imm[i]]++;
      }
    }
    return count;
  }

  /** Whether a range can be moved; what cannot is left where it is. */
  boolean canMove(Range range) {
    int outer = depth[range.from()];
    int[] inside = uses(range.from(), range.to());
    int locals = 0;
    for (int count : inside) {
      locals += count > 0 ? 1 : 0;
    }
    if (locals > MAX_LOCALS) {
      return false;
    }
    for (int i = range.from(); i < range.to(); i++) {
      boolean fine =
          switch (code.op[i]) {
            case CodeReader.BR -> carriesNothing(i, code.imm[i], outer, true);
            case CodeReader.BR_IF -> carriesNothing(i, code.imm[i], outer, false);
            case CodeReader.BR_TABLE -> {
              for (int target : code.targets[i]) {
                if (!carriesNothing(i, target, outer, true)) {
                  yield false;
                }
              }
              yield true;
            }
            default -> true;
          };
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private boolean carriesNothing(int at, int target, int outer, boolean mayReturn) {
    int label = depth[at] - 1 - target;
    if (label >= outer) {
      return true;
    }
    if (label < 0) {
      return mayReturn || type.results().isEmpty();
    }
    return voidAtDepth(at, label);
  }

  /** Whether the block of a depth that encloses an instruction has no parameters and results. */
  private boolean voidAtDepth(int at, int label) {
    int block = parent[at];
    while (depth[block] > label) {
      block = parent[block];
    }
    return code.imm[block] == WasmBinary.VOID_BLOCK - 0x80;
  }

  /** The function with every range replaced by its call. */
  Function rest() {
    var out = new ByteWriter(function.code().length);
    int next = 0;
    for (int i = 0; i < code.count; ) {
      if (next < calls.size() && calls.get(next).range.from() == i) {
        call(out, calls.get(next), depth[i]);
        i = calls.get(next).range.to();
        next++;
      } else {
        out.raw(code.code, code.start[i], code.start[i + 1]);
        i++;
      }
    }
    var locals = new ArrayList<>(function.locals());
    locals.add(WasmBinary.I32);
    return new Function(function.typeIndex(), locals, out.toByteArray());
  }

  private void call(ByteWriter out, Call call, int outer) {
    int exit = localTypes.size();
    for (int local : call.params) {
      out.u8(CodeReader.LOCAL_GET).u32(local);
    }
    out.u8(CodeReader.CALL).u32(call.function);
    out.u8(CodeReader.LOCAL_SET).u32(exit);
    for (int i = 0; i < call.written.size(); i++) {
      int local = call.written.get(i);
      out.u8(CodeReader.I32_CONST).signed(0);
      access(out, localTypes.get(local), true, slot(i));
      out.u8(CodeReader.LOCAL_SET).u32(local);
    }
    for (int i = 0; i < call.labels.size(); i++) {
      out.u8(CodeReader.LOCAL_GET).u32(exit);
      out.u8(CodeReader.I32_CONST).signed(EXIT_LABEL + i);
      out.u8(0x46);
      out.u8(CodeReader.BR_IF).u32(outer - 1 - call.labels.get(i));
    }
    if (call.returns) {
      out.u8(CodeReader.LOCAL_GET).u32(exit);
      out.u8(CodeReader.IF).u8(WasmBinary.VOID_BLOCK);
      if (!type.results().isEmpty()) {
        out.u8(CodeReader.I32_CONST).signed(0);
        access(out, type.results().getFirst(), true, slot(call.written.size()));
      }
      out.u8(CodeReader.RETURN).u8(CodeReader.END);
    }
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

  /** Writes the body of a piece. */
  private final class Emitter {
    private final Call call;
    private final int outer;
    private final Map<Integer, Integer> renamed = new LinkedHashMap<>();
    private final List<Integer> pieceLocals = new ArrayList<>();
    private final ByteWriter out;
    private final int selector;
    private final int result;

    Emitter(Call call, int outer) {
      this.call = call;
      this.outer = outer;
      out = new ByteWriter(call.range.bytes() * 2);
      for (int local : call.params) {
        renamed.put(local, renamed.size());
      }
      selector = renamed.size();
      pieceLocals.add(WasmBinary.I32);
      result = selector + 1;
      pieceLocals.add(type.results().isEmpty() ? WasmBinary.I32 : type.results().getFirst());
    }

    Function emit() {
      for (int i = call.range.from(); i < call.range.to(); i++) {
        instruction(i);
      }
      leave(EXIT_NEXT);
      out.u8(CodeReader.END);
      List<Integer> params = call.params.stream().map(localTypes::get).toList();
      int typeIndex = module.typeIndex(new FuncType(params, List.of(WasmBinary.I32)));
      return new Function(typeIndex, pieceLocals, out.toByteArray());
    }

    private void instruction(int i) {
      switch (code.op[i]) {
        case CodeReader.LOCAL_GET, CodeReader.LOCAL_SET, CodeReader.LOCAL_TEE ->
            out.u8(code.op[i]).u32(renamed.get(code.imm[i]));
        case CodeReader.BR -> {
          int label = depth[i] - 1 - code.imm[i];
          if (label < outer) {
            exit(label);
          } else {
            copy(i);
          }
        }
        case CodeReader.BR_IF -> {
          int label = depth[i] - 1 - code.imm[i];
          if (label < outer) {
            out.u8(CodeReader.IF).u8(WasmBinary.VOID_BLOCK);
            exit(label);
            out.u8(CodeReader.END);
          } else {
            copy(i);
          }
        }
        case CodeReader.BR_TABLE -> branchTable(i);
        case CodeReader.RETURN -> exit(-1);
        default -> copy(i);
      }
    }

    private void copy(int i) {
      out.raw(code.code, code.start[i], code.start[i + 1]);
    }

    /** Leaves the piece for a label outside of it, or returns from the function for label -1. */
    private void exit(int label) {
      if (label >= 0) {
        leave(EXIT_LABEL + call.labels.indexOf(label));
        out.u8(CodeReader.RETURN);
        return;
      }
      if (!type.results().isEmpty()) {
        out.u8(CodeReader.LOCAL_SET).u32(result);
        out.u8(CodeReader.I32_CONST).signed(0);
        out.u8(CodeReader.LOCAL_GET).u32(result);
        access(out, type.results().getFirst(), false, slot(call.written.size()));
      }
      leave(EXIT_RETURN);
      out.u8(CodeReader.RETURN);
    }

    /** Saves what changed and pushes the exit code. */
    private void leave(int exitCode) {
      for (int k = 0; k < call.written.size(); k++) {
        int local = call.written.get(k);
        out.u8(CodeReader.I32_CONST).signed(0);
        out.u8(CodeReader.LOCAL_GET).u32(renamed.get(local));
        access(out, localTypes.get(local), false, slot(k));
      }
      out.u8(CodeReader.I32_CONST).signed(exitCode);
    }

    /** Labels outside become blocks of the piece's own, each of which leaves. */
    private void branchTable(int i) {
      int[] targets = code.targets[i];
      var exits = new TreeSet<Integer>();
      for (int target : targets) {
        int label = depth[i] - 1 - target;
        if (label < outer) {
          exits.add(label);
        }
      }
      if (exits.isEmpty()) {
        copy(i);
        return;
      }
      List<Integer> order = List.copyOf(exits);
      boolean returnsValue = exits.contains(-1) && !type.results().isEmpty();
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
        int label = depth[i] - 1 - target;
        out.u32(label < outer ? order.indexOf(label) : target + order.size());
      }
      for (int label : order) {
        out.u8(CodeReader.END);
        if (label < 0 && returnsValue) {
          out.u8(CodeReader.LOCAL_GET).u32(result);
        }
        exit(label);
      }
    }
  }
}
