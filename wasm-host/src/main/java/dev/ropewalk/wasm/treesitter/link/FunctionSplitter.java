package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts functions that are too long for a JVM method into pieces. */
final class FunctionSplitter {
  /*
   * A JVM method holds at most 65,535 bytes of code; one that Chicory would make longer is
   * interpreted, about 90 times slower. Generated lexers are such functions: `switch (state)`
   * compiles to a chain
   *
   *   block block … block  br_table  end S0  end S1 … end Sn
   *
   * of nested blocks where Sk, between the `end` of one block and the `end` of the next, is the
   * code of one state. Candidates for outlining are
   *
   *   (a) a whole void `block` or `loop`, and
   *   (b) what follows a void block that opens its enclosing void block, up to that one's `end`.
   *
   * Both start and end with nothing of their own on the operand stack, and are entered only at
   * their start, so each can become a function of the locals it names. What it leaves by is an
   * exit code: 0 runs on after it, 1 returns, 2 + i branches to the i-th label outside of it that
   * it names (labels of void blocks and of loops carry no values). Locals that it changed, and a
   * returned value, come back through SCRATCH, fixed addresses below the stack, written right
   * before the piece returns and read right after, so that nothing can come between.
   *
   * Invariants: (S1) the result has the same traps, stores and calls in the same order; (S2) no
   * function with candidates stays above LIMIT bytes of instructions; (S3) a piece is never
   * cut again: its own exits use SCRATCH, and an inner piece would write over them. MAX_PIECE
   * leaves room for the exits below what a method holds.
   *
   * Outlining is greedy, longest candidates first, until the function fits: what stays is the
   * dispatch, and the many short states, for which a call would cost as much code as it saves.
   */

  /**
   * Bytes of WebAssembly that surely fit a JVM method: C's lexer, the longest that fits, is 51 KB.
   */
  static final int LIMIT = 30_000;

  private static final int MIN_PIECE = 64;
  private static final int MAX_PIECE = 12_000;

  /** A range of instructions, {@code [from, to)}. */
  record Range(int from, int to, int bytes) {}

  private FunctionSplitter() {}

  static void splitLongFunctions(WasmBinary module) {
    splitLongFunctions(module, LIMIT, MIN_PIECE, MAX_PIECE);
  }

  /** The same with other bounds, in bytes of WebAssembly; for tests. */
  static void splitLongFunctions(WasmBinary module, int limit, int minPiece, int maxPiece) {
    int imported = module.imported(Kind.FUNCTION);
    int originals = module.functions.size();
    for (int index = 0; index < originals; index++) {
      Function function = module.functions.get(index);
      if (function.code().length <= limit) {
        continue;
      }
      FuncType type = module.types.get(function.typeIndex());
      if (type.results().size() > 1) {
        continue;
      }
      CodeReader code = CodeReader.read(function.code());
      var outliner = new Outliner(module, function, type, code);
      List<Range> candidates = candidates(code, minPiece, maxPiece);
      candidates.removeIf(range -> !outliner.canMove(range));
      List<Range> chosen = choose(candidates, function.code().length, limit);
      if (chosen.isEmpty()) {
        continue;
      }
      for (Range range : chosen) {
        Function piece = outliner.piece(range);
        module.functions.add(piece);
        outliner.placed(imported + module.functions.size() - 1);
      }
      module.functions.set(index, outliner.rest());
    }
  }

  /** The candidates to outline, in code order, none inside another. */
  private static List<Range> choose(List<Range> candidates, int bytes, int limit) {
    candidates.sort(Comparator.comparingInt(Range::bytes).reversed());
    var chosen = new ArrayList<Range>();
    int left = bytes;
    for (Range range : candidates) {
      if (left <= limit) {
        break;
      }
      chosen.add(range);
      left -= range.bytes() - MIN_PIECE / 2;
    }
    chosen.sort(Comparator.comparingInt(Range::from));
    return chosen;
  }

  private static List<Range> candidates(CodeReader code, int minPiece, int maxPiece) {
    var found = new ArrayList<Range>();
    // The tails (b), outermost last: a block whose first instruction is a void block.
    int[] tailOf = new int[code.count];
    java.util.Arrays.fill(tailOf, -1);
    for (int i = 0; i + 1 < code.count; i++) {
      if (isVoidBlock(code, i) && code.op[i + 1] == CodeReader.BLOCK && isVoidBlock(code, i + 1)) {
        tailOf[code.match[i + 1] + 1] = code.match[i];
      }
    }
    for (int i = 0; i < code.count; ) {
      int to = -1;
      if (tailOf[i] >= 0) {
        to = tailOf[i];
      } else if (isVoidBlock(code, i) && code.op[i] != CodeReader.IF) {
        to = code.match[i] + 1;
      }
      if (to > i) {
        int size = code.start[to] - code.start[i];
        if (size >= minPiece && size <= maxPiece) {
          found.add(new Range(i, to, size));
          i = to;
          continue;
        }
      }
      i++;
    }
    return found;
  }

  private static boolean isVoidBlock(CodeReader code, int i) {
    int op = code.op[i];
    return (op == CodeReader.BLOCK || op == CodeReader.LOOP)
        && code.imm[i] == WasmBinary.VOID_BLOCK - 0x80;
  }
}
