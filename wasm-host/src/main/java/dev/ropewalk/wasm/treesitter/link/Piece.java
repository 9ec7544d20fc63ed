package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * A range of instructions, {@code [from, to)}, that becomes a function, and what passes between the
 * two.
 *
 * @param outer labels below this one are outside of the piece
 * @param params locals whose values it may read, in this order
 * @param written locals that it may change and that may be read after it
 * @param owned the other locals that it names
 * @param labels labels outside to which it branches
 * @param returns whether it returns from the function
 */
record Piece(
    int from,
    int to,
    int outer,
    List<Integer> params,
    List<Integer> written,
    List<Integer> owned,
    List<Integer> labels,
    boolean returns) {

  /** SCRATCH has room for so many values, and one result. */
  private static final int MAX_LOCALS = 60;

  /**
   * Looks at a range.
   *
   * @param entries the instructions at which it is entered
   */
  static Piece of(
      CodeReader code,
      Blocks blocks,
      Liveness liveness,
      int from,
      int to,
      int outer,
      int... entries) {
    var used = new BitSet();
    var set = new BitSet();
    var after = new BitSet();
    after.or(liveness.at(to));
    var labels = new TreeSet<Integer>();
    boolean returns = false;
    for (int i = from; i < to; i++) {
      switch (code.op[i]) {
        case CodeReader.LOCAL_GET -> used.set(code.imm[i]);
        case CodeReader.LOCAL_SET, CodeReader.LOCAL_TEE -> {
          used.set(code.imm[i]);
          set.set(code.imm[i]);
        }
        case CodeReader.BR, CodeReader.BR_IF -> labels.add(blocks.label(i, code.imm[i]));
        case CodeReader.BR_TABLE -> {
          for (int target : code.targets[i]) {
            labels.add(blocks.label(i, target));
          }
        }
        case CodeReader.RETURN -> returns = true;
        default -> {}
      }
    }
    labels.removeIf(label -> label >= outer);
    // A branch to the function's own label is a return.
    returns |= labels.remove(-1);
    for (int label : labels) {
      after.or(liveness.at(blocks.target(from, label)));
    }
    var params = new BitSet();
    for (int entry : entries) {
      params.or(liveness.at(entry));
    }
    params.and(used);
    set.and(after);
    used.andNot(params);
    return new Piece(
        from, to, outer, list(params), list(set), list(used), List.copyOf(labels), returns);
  }

  private static List<Integer> list(BitSet set) {
    return set.stream().boxed().toList();
  }

  /** Whether the range can become a function; one that cannot stays where it is. */
  boolean canMove(CodeReader code, Blocks blocks, FuncType type) {
    if (Math.max(params.size(), written.size()) > MAX_LOCALS) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int at = i;
      boolean fine =
          switch (code.op[i]) {
            case CodeReader.BR -> carriesNothing(blocks, i, code.imm[i], true);
            case CodeReader.BR_IF ->
                carriesNothing(blocks, i, code.imm[i], type.results().isEmpty());
            case CodeReader.BR_TABLE ->
                Arrays.stream(code.targets[i])
                    .allMatch(target -> carriesNothing(blocks, at, target, true));
            default -> true;
          };
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private boolean carriesNothing(Blocks blocks, int at, int target, boolean mayReturn) {
    int label = blocks.label(at, target);
    return label >= outer || (label < 0 ? mayReturn : blocks.isVoid(at, label));
  }

  /** About how many bytes the call of the piece takes. */
  int callBytes() {
    return 12 + 2 * params.size() + 8 * written.size() + 2 * labels.size() + (returns ? 10 : 0);
  }
}
