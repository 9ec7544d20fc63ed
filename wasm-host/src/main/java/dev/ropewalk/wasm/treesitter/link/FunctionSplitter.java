package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Cuts functions that are too long for the JVM's compilers into pieces. */
final class FunctionSplitter {
  /*
   * A JVM method holds at most 65,535 bytes of code, and long before that its compilers give up:
   * C1 runs out of virtual registers, C2 out of nodes, and the method is interpreted for ever. The
   * parse function of tree-sitter (27 KB of WebAssembly) and most lexers are such functions.
   *
   * A function over the limit is cut at its largest switch (SwitchSplitter), if it has one, else
   * by outlining (Outliner). Candidates for outlining are
   *
   *   (a) a whole void `block` or `loop`,
   *   (b) what follows a void block that opens its enclosing void block, up to that one's `end`,
   *   (c) what is between `if`, `else` and `end` of a void `if`.
   *
   * All start and end with nothing of their own on the operand stack, and are entered only at
   * their start, so each can become a function of the locals it names. What it leaves by is an
   * exit code; locals that it changed, and a returned value, come back through SCRATCH, fixed
   * addresses below the stack. They are written where a piece ends and read right after its call;
   * neither sequence has a block, so no later cut comes between.
   *
   * Invariants: (S1) the result has the same traps, stores and calls in the same order; (S2) what
   * a cut makes is cut again while it is over the limit and each cut shortens it by an eighth.
   *
   * Outlining is greedy, longest candidates first, until the function fits: a call costs time, and
   * few long pieces cost fewer calls than many short ones.
   */

  /**
   * Where functions are cut; all but the last two in bytes of WebAssembly, of which the JVM
   * bytecode is about twice as long.
   *
   * @param limit functions up to this length stay whole
   * @param minPiece the shortest piece
   * @param maxPiece the longest piece, below the limit
   * @param group about how long a function of several cases of a switch is
   * @param worth a piece is so many times as long as its call; 0 for a piece at any cost
   * @param minCases switches of fewer cases are not cut
   */
  record Tuning(int limit, int minPiece, int maxPiece, int group, int worth, int minCases) {
    static final Tuning DEFAULT = new Tuning(3_000, 64, 2_500, 1_500, 3, 16);
  }

  /** A range of instructions, {@code [from, to)}. */
  private record Range(int from, int to, int bytes) {}

  private FunctionSplitter() {}

  static void splitLongFunctions(WasmBinary module, Tuning tuning) {
    Deque<Integer> work = new ArrayDeque<>();
    for (int i = 0; i < module.functions.size(); i++) {
      work.add(i);
    }
    while (!work.isEmpty()) {
      int index = work.remove();
      int length = module.functions.get(index).code().length;
      int before = module.functions.size();
      if (length <= tuning.limit || !split(module, index, tuning)) {
        continue;
      }
      if (isShorter(module, index, length)) {
        work.add(index);
      }
      for (int i = before; i < module.functions.size(); i++) {
        if (isShorter(module, i, length)) {
          work.add(i);
        }
      }
    }
  }

  private static boolean isShorter(WasmBinary module, int index, int than) {
    return module.functions.get(index).code().length < than - than / 8;
  }

  /** Cuts once; answers whether there was a place for it. */
  private static boolean split(WasmBinary module, int index, Tuning tuning) {
    Function function = module.functions.get(index);
    if (module.types.get(function.typeIndex()).results().size() > 1) {
      return false;
    }
    CodeReader code = CodeReader.read(function.code());
    if (SwitchSplitter.split(module, index, code, tuning)) {
      return true;
    }
    var outliner = new Outliner(module, function, code);
    List<Range> found = candidates(code, tuning);
    found.removeIf(range -> !outliner.canMove(range.from, range.to, tuning.worth));
    List<Range> chosen = choose(found, function.code().length, tuning);
    if (chosen.isEmpty()) {
      return false;
    }
    for (Range range : chosen) {
      outliner.move(range.from, range.to);
    }
    module.functions.set(index, outliner.rest());
    return true;
  }

  /** The candidates to outline, in code order, none inside another. */
  private static List<Range> choose(List<Range> candidates, int bytes, Tuning tuning) {
    candidates.sort(Comparator.comparingInt(Range::bytes).reversed());
    var chosen = new ArrayList<Range>();
    int left = bytes;
    for (Range range : candidates) {
      if (left <= tuning.limit) {
        break;
      }
      chosen.add(range);
      left -= range.bytes - range.bytes / Math.max(1, 2 * tuning.worth);
    }
    chosen.sort(Comparator.comparingInt(Range::from));
    return chosen;
  }

  /** The outermost candidates that are neither too short nor too long, in code order. */
  private static List<Range> candidates(CodeReader code, Tuning tuning) {
    int[] ends = ends(code);
    var found = new ArrayList<Range>();
    for (int i = 0; i < code.count; ) {
      int next = i + 1;
      int block = isVoid(code, i) && code.op[i] != CodeReader.IF ? code.match[i] + 1 : -1;
      for (int to : new int[] {ends[i], block}) {
        int bytes = to < 0 ? 0 : code.start[to] - code.start[i];
        if (bytes >= tuning.minPiece && bytes <= tuning.maxPiece) {
          found.add(new Range(i, to, bytes));
          next = to;
          break;
        }
      }
      i = next;
    }
    return found;
  }

  /** For the first instruction of a candidate (b) or (c) what ends it, else -1. */
  private static int[] ends(CodeReader code) {
    int[] ends = new int[code.count + 1];
    Arrays.fill(ends, -1);
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < code.count; i++) {
      if (code.match[i] >= 0) {
        open.push(i);
        if (isVoid(code, i) && code.op[i] == CodeReader.IF) {
          ends[i + 1] = code.match[i];
        } else if (isVoidBlock(code, i) && isVoidBlock(code, i + 1)) {
          ends[code.match[i + 1] + 1] = code.match[i];
        }
      } else if (code.op[i] == CodeReader.ELSE) {
        int opening = open.element();
        if (isVoid(code, opening)) {
          ends[opening + 1] = i;
          ends[i + 1] = code.match[opening];
        }
      } else if (code.op[i] == CodeReader.END && !open.isEmpty()) {
        open.pop();
      }
    }
    return ends;
  }

  private static boolean isVoidBlock(CodeReader code, int i) {
    return code.op[i] == CodeReader.BLOCK && isVoid(code, i);
  }

  private static boolean isVoid(CodeReader code, int i) {
    return code.match[i] >= 0 && code.imm[i] == WasmBinary.VOID_BLOCK - 0x80;
  }
}
