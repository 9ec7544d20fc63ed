package dev.ropewalk.wasm.module;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rewrites functions so that no loop runs with values left on the operand stack below it. */
public final class LoopSpiller {
  /*
   * HotSpot compiles a method while it runs (on-stack replacement) only at loop heads where the
   * JVM's operand stack is empty. Compilers to WebAssembly like to leave a value on the stack across
   * a loop, and a compiler to JVM bytecode that keeps it there makes a method that a single long
   * call runs in the interpreter to its end ("OSR starts with non-empty stack"). tree-sitter's
   * parse function is such a method: one call for each parse, all its time in loops.
   *
   * Rule, applied outside in: before a block, loop or if that is or holds a loop, the values that
   * the enclosing block has on its operand stack move to fresh locals; after its end they are put
   * back, below its results. A branch out of it drops those values, as it did before. By induction
   * the whole stack is empty at every loop.
   *
   * Needs the types on the stack, so this is also a checker of the stack discipline for the
   * instructions that CodeReader takes. Code after an unconditional branch is not run; it is copied
   * as it is.
   */
  private static final int ANY = 0;

  private final WasmBinary module;
  private final Function function;
  private final CodeReader code;
  private final List<Integer> localTypes = new ArrayList<>();
  private final List<Integer> added = new ArrayList<>();
  private final Map<Integer, List<Integer>> freeLocals = new HashMap<>();
  private final ByteWriter out;
  private int[] stack = new int[64];
  private int height;
  private final List<Frame> frames = new ArrayList<>();

  /** An open block: its types, where its values begin, what to put back after it. */
  private static final class Frame {
    final List<Integer> params;
    final List<Integer> results;
    final int base;
    final int[] spilled;
    boolean dead;

    Frame(List<Integer> params, List<Integer> results, int base, int[] spilled) {
      this.params = params;
      this.results = results;
      this.base = base;
      this.spilled = spilled;
    }
  }

  private LoopSpiller(WasmBinary module, Function function, CodeReader code) {
    this.module = module;
    this.function = function;
    this.code = code;
    localTypes.addAll(module.types.get(function.typeIndex()).params());
    localTypes.addAll(function.locals());
    out = new ByteWriter(function.code().length + 64);
  }

  /** Rewrites every function that has a loop. */
  public static void rewrite(WasmBinary module) {
    List<FuncType> callees = new ArrayList<>();
    for (WasmBinary.Import entry : module.imports) {
      if (entry.kind() == WasmBinary.Kind.FUNCTION) {
        callees.add(module.types.get(entry.typeIndex()));
      }
    }
    for (Function function : module.functions) {
      callees.add(module.types.get(function.typeIndex()));
    }
    for (int i = 0; i < module.functions.size(); i++) {
      Function function = module.functions.get(i);
      CodeReader code = CodeReader.read(function.code());
      boolean loops = false;
      for (int k = 0; k < code.count && !loops; k++) {
        loops = code.op[k] == CodeReader.LOOP;
      }
      if (loops) {
        module.functions.set(i, new LoopSpiller(module, function, code).run(callees));
      }
    }
  }

  private Function run(List<FuncType> callees) {
    boolean[] holdsLoop = holdsLoop();
    FuncType type = module.types.get(function.typeIndex());
    frames.add(new Frame(List.of(), type.results(), 0, new int[0]));
    for (int i = 0; i < code.count; i++) {
      Frame frame = frames.getLast();
      int op = code.op[i];
      if (frame.dead && op != CodeReader.END && op != CodeReader.ELSE) {
        // Blocks in dead code are copied whole.
        int last = code.match[i] >= 0 ? code.match[i] : i;
        out.raw(code.code, code.start[i], code.start[last + 1]);
        i = last;
        continue;
      }
      switch (op) {
        case CodeReader.BLOCK, CodeReader.LOOP, CodeReader.IF -> open(i, holdsLoop[i]);
        case CodeReader.ELSE -> {
          frame.dead = false;
          height = frame.base;
          frame.params.forEach(this::push);
          copy(i);
        }
        case CodeReader.END -> {
          copy(i);
          close();
        }
        default -> {
          effect(i, op, callees);
          copy(i);
        }
      }
    }
    var locals = new ArrayList<>(function.locals());
    locals.addAll(added);
    return new Function(function.typeIndex(), locals, out.toByteArray());
  }

  private boolean[] holdsLoop() {
    boolean[] holds = new boolean[code.count];
    var open = new ArrayList<Integer>();
    for (int i = 0; i < code.count; i++) {
      if (code.match[i] >= 0) {
        open.add(i);
        if (code.op[i] == CodeReader.LOOP) {
          for (int k = open.size() - 1; k >= 0 && !holds[open.get(k)]; k--) {
            holds[open.get(k)] = true;
          }
        }
      } else if (code.op[i] == CodeReader.END && !open.isEmpty()) {
        open.removeLast();
      }
    }
    return holds;
  }

  private void open(int i, boolean holdsLoop) {
    int op = code.op[i];
    List<Integer> params = List.of();
    List<Integer> results = List.of();
    int blockType = code.imm[i];
    if (blockType >= 0) {
      if (blockType >= module.types.size()) {
        throw refused("refers to type " + blockType);
      }
      params = module.types.get(blockType).params();
      results = module.types.get(blockType).results();
    } else if (blockType != WasmBinary.VOID_BLOCK - 0x80) {
      results = List.of(blockType + 0x80);
    }
    int condition = -1;
    if (op == CodeReader.IF) {
      pop();
      condition = WasmBinary.I32;
    }
    int[] spilled = new int[0];
    int below = height - frames.getLast().base - params.size();
    if (below < 0) {
      throw refused("enters a block with fewer values than it takes");
    }
    if (holdsLoop && below > 0) {
      spilled = spill(condition, params, below);
    }
    height -= params.size();
    frames.add(new Frame(params, results, height, spilled));
    params.forEach(this::push);
    copy(i);
  }

  /** Moves what is below the condition and the parameters to locals, and those back on top. */
  private int[] spill(int condition, List<Integer> params, int below) {
    int conditionLocal = -1;
    if (condition >= 0) {
      conditionLocal = take(condition);
      out.u8(CodeReader.LOCAL_SET).u32(conditionLocal);
    }
    int[] moved = new int[below + params.size()];
    for (int k = moved.length - 1; k >= 0; k--) {
      int type = stack[height - moved.length + k];
      if (type == ANY) {
        throw refused("leaves a value of unknown type below a loop");
      }
      moved[k] = take(type);
      out.u8(CodeReader.LOCAL_SET).u32(moved[k]);
    }
    for (int k = below; k < moved.length; k++) {
      out.u8(CodeReader.LOCAL_GET).u32(moved[k]);
      give(moved[k]);
    }
    if (conditionLocal >= 0) {
      out.u8(CodeReader.LOCAL_GET).u32(conditionLocal);
      give(conditionLocal);
    }
    return Arrays.copyOf(moved, below);
  }

  private void close() {
    Frame frame = frames.removeLast();
    height = frame.base;
    if (frames.isEmpty()) {
      return;
    }
    if (frame.spilled.length > 0) {
      int[] results = new int[frame.results.size()];
      for (int k = results.length - 1; k >= 0; k--) {
        results[k] = take(frame.results.get(k));
        out.u8(CodeReader.LOCAL_SET).u32(results[k]);
      }
      for (int local : frame.spilled) {
        out.u8(CodeReader.LOCAL_GET).u32(local);
        give(local);
      }
      for (int local : results) {
        out.u8(CodeReader.LOCAL_GET).u32(local);
        give(local);
      }
    }
    frame.results.forEach(this::push);
  }

  private int take(int type) {
    List<Integer> free = freeLocals.get(type);
    if (free != null && !free.isEmpty()) {
      return free.removeLast();
    }
    added.add(type);
    return localTypes.size() + added.size() - 1;
  }

  private void give(int local) {
    freeLocals
        .computeIfAbsent(added.get(local - localTypes.size()), t -> new ArrayList<>())
        .add(local);
  }

  private void copy(int i) {
    out.raw(code.code, code.start[i], code.start[i + 1]);
  }

  private void push(int type) {
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, height * 2);
    }
    stack[height++] = type;
  }

  private int pop() {
    if (height <= frames.getLast().base) {
      throw refused("takes a value from an empty operand stack");
    }
    return stack[--height];
  }

  private void pop(int count) {
    for (int k = 0; k < count; k++) {
      pop();
    }
  }

  private void effect(int i, int op, List<FuncType> callees) {
    int imm = code.imm[i];
    switch (op) {
      case 0x00, CodeReader.BR, CodeReader.BR_TABLE, CodeReader.RETURN ->
          frames.getLast().dead = true;
      case 0x01 -> {}
      case CodeReader.BR_IF, CodeReader.DROP -> pop();
      case CodeReader.CALL -> call(at(callees, imm, "function"));
      case CodeReader.CALL_INDIRECT -> {
        pop();
        call(at(module.types, imm, "type"));
      }
      case 0x1b, 0x1c -> {
        pop();
        pop();
      }
      case CodeReader.LOCAL_GET -> push(at(localTypes, imm, "local"));
      case CodeReader.LOCAL_SET -> pop();
      case CodeReader.LOCAL_TEE -> {
        pop();
        push(at(localTypes, imm, "local"));
      }
      case CodeReader.GLOBAL_GET -> push(globalType(imm));
      case CodeReader.GLOBAL_SET -> pop();
      default -> {
        Signatures.Signature signature = Signatures.of(op);
        pop(signature.pops());
        if (signature.push() != Signatures.NOTHING) {
          push(signature.push());
        }
      }
    }
  }

  private void call(FuncType type) {
    pop(type.params().size());
    type.results().forEach(this::push);
  }

  private int globalType(int index) {
    int left = index;
    for (WasmBinary.Import entry : module.imports) {
      if (entry.global() != null && left-- == 0) {
        return entry.global().value();
      }
    }
    return at(module.globals, left, "global").type().value();
  }

  private static <T> T at(List<T> list, int index, String what) {
    if (index < 0 || index >= list.size()) {
      throw refused("refers to " + what + " " + index + " of " + list.size());
    }
    return list.get(index);
  }
}
