package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a function that is mostly one large switch into a dispatcher and groups of cases. */
final class SwitchSplitter {
  /*
   * A switch is a chain of void blocks, each the first instruction of the next, around a br_table
   * that is the last instruction of the innermost:
   *
   *   block n … block 1  block 0  (prefix)  br_table  end 0  case 0  end 1  case 1 … end n
   *
   * Label k of the chain enters case k, which runs on into case k + 1 and may branch to any later
   * one. Consecutive cases [i, j) become one function, a group, with a chain and a br_table of its
   * own; it takes one more argument, the entry: what br_table switched on, or, when another group
   * jumps or runs on into case k, VALUES + k. The dispatcher keeps one block for each group:
   *
   *   block n  block G … block 1  (prefix)  br_table  end  call group 1 … end  call group G  end n
   *
   * Without this, as many calls as there are cases stay in one method, which for the lexers of Bash
   * and CSS is more than the JVM's compilers take, so that it is interpreted for ever.
   */

  private final WasmBinary module;
  private final Function function;
  private final FuncType type;
  private final CodeReader code;
  private final Blocks blocks;
  private final List<Integer> localTypes = new ArrayList<>();

  /** The index of the br_table. */
  private int table = -1;

  /** The blocks of the chain, innermost first; the last one is not of a case. */
  private int[] chain = new int[0];

  /** The first case of each group. */
  private final List<Integer> groups = new ArrayList<>();

  private SwitchSplitter(WasmBinary module, Function function, CodeReader code) {
    this.module = module;
    this.function = function;
    this.code = code;
    type = module.types.get(function.typeIndex());
    blocks = new Blocks(code);
    localTypes.addAll(type.params());
    localTypes.addAll(function.locals());
  }

  /**
   * Splits the largest switch of a function.
   *
   * @return whether there was one that can be split; the groups are the module's last functions
   */
  static boolean split(
      WasmBinary module, int index, CodeReader code, FunctionSplitter.Tuning tuning) {
    var splitter = new SwitchSplitter(module, module.functions.get(index), code);
    if (!splitter.findSwitch(tuning.minCases()) || !splitter.prefixStays()) {
      return false;
    }
    splitter.cut(tuning.group());
    if (splitter.groups.size() < 2) {
      return false;
    }
    List<Piece> pieces = splitter.pieces();
    for (Piece piece : pieces) {
      if (!piece.canMove(code, splitter.blocks, splitter.type)) {
        return false;
      }
    }
    module.functions.set(index, splitter.dispatcher(pieces));
    return true;
  }

  private int cases() {
    return chain.length - 1;
  }

  private int values() {
    return code.targets[table].length;
  }

  private boolean findSwitch(int minCases) {
    int[] opens = new int[code.count];
    Arrays.fill(opens, -1);
    for (int i = 0; i < code.count; i++) {
      if (code.match[i] >= 0) {
        opens[code.match[i]] = i;
      }
    }
    for (int i = 0; i + 1 < code.count; i++) {
      if (code.op[i] != CodeReader.BR_TABLE || opens[i + 1] < 0) {
        continue;
      }
      int innermost = opens[i + 1];
      int outermost = innermost;
      if (!isVoidBlock(innermost)) {
        continue;
      }
      while (outermost > 0 && isVoidBlock(outermost - 1)) {
        outermost--;
      }
      int length = innermost - outermost + 1;
      if (length > minCases && length > chain.length) {
        table = i;
        chain = new int[length];
        for (int k = 0; k < length; k++) {
          chain[k] = innermost - k;
        }
      }
    }
    return table >= 0;
  }

  private boolean isVoidBlock(int i) {
    return code.op[i] == CodeReader.BLOCK && code.imm[i] == WasmBinary.VOID_BLOCK - 0x80;
  }

  /** Whether nothing in front of the br_table branches to a case. */
  private boolean prefixStays() {
    for (int i = chain[0] + 1; i < table; i++) {
      if (code.op[i] == CodeReader.BR || code.op[i] == CodeReader.BR_IF) {
        if (caseOf(blocks.label(i, code.imm[i])) >= 0) {
          return false;
        }
      } else if (code.op[i] == CodeReader.BR_TABLE) {
        for (int target : code.targets[i]) {
          if (blocks.label(i, target) <= blocks.depth[chain[0]]) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** The case that a label enters, or -1. */
  private int caseOf(int label) {
    int index = blocks.depth[chain[0]] - label;
    return index >= 0 && index < cases() ? index : -1;
  }

  private void cut(int groupBytes) {
    int from = -groupBytes - 1;
    for (int k = 0; k < cases(); k++) {
      if (code.start[code.match[chain[k + 1]]] - from > groupBytes) {
        groups.add(k);
        from = code.start[code.match[chain[k]]];
      }
    }
  }

  private int groupEnd(int group) {
    return group + 1 < groups.size() ? groups.get(group + 1) : cases();
  }

  private int groupOf(int caseIndex) {
    int group = 0;
    while (groupEnd(group) <= caseIndex) {
      group++;
    }
    return group;
  }

  private List<Piece> pieces() {
    var liveness = new Liveness(code, blocks);
    var pieces = new ArrayList<Piece>();
    for (int g = 0; g < groups.size(); g++) {
      int first = groups.get(g);
      int last = groupEnd(g);
      int[] entries = new int[last - first];
      for (int k = first; k < last; k++) {
        entries[k - first] = code.match[chain[k]];
      }
      int outer = blocks.depth[chain[last - 1]];
      pieces.add(
          Piece.of(code, blocks, liveness, entries[0], code.match[chain[last]], outer, entries));
    }
    return pieces;
  }

  /** The blocks of a group's cases and the switch to them. */
  private byte[] prologue(int first, int last, int entry) {
    int low = Integer.MAX_VALUE;
    int high = -1;
    int[] targets = code.targets[table];
    for (int value = 0; value < targets.length; value++) {
      if (targets[value] >= first && targets[value] < last) {
        low = Math.min(low, value);
        high = value;
      }
    }
    var out = new ByteWriter(64);
    for (int k = first; k < last; k++) {
      out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    }
    out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    out.u8(CodeReader.LOCAL_GET).u32(entry);
    out.u8(CodeReader.I32_CONST).signed(values());
    out.u8(0x49);
    out.u8(CodeReader.BR_IF).u32(0);
    out.u8(CodeReader.LOCAL_GET).u32(entry);
    out.u8(CodeReader.I32_CONST).signed(values() + first);
    out.u8(0x6b);
    out.u8(CodeReader.BR_TABLE).u32(last - first - 1L);
    for (int k = first; k < last; k++) {
      out.u32(1L + k - first);
    }
    out.u8(CodeReader.END);
    out.u8(CodeReader.LOCAL_GET).u32(entry);
    out.u8(CodeReader.I32_CONST).signed(low > high ? 0 : low);
    out.u8(0x6b);
    out.u8(CodeReader.BR_TABLE).u32(low > high ? 0 : high - low);
    for (int value = low; value <= high; value++) {
      boolean inside = targets[value] >= first && targets[value] < last;
      out.u32(inside ? targets[value] - first : 0);
    }
    if (low > high) {
      out.u32(0);
    }
    return out.toByteArray();
  }

  private Function dispatcher(List<Piece> pieces) {
    int entry = localTypes.size();
    int exit = entry + 1;
    var out = new ByteWriter(function.code().length);
    int outermost = chain[cases()];
    copy(out, 0, outermost + 1);
    for (int g = 0; g < groups.size(); g++) {
      out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    }
    for (int i = chain[0] + 1; i < table; i++) {
      prefix(out, i);
    }
    out.u8(CodeReader.LOCAL_TEE).u32(entry);
    values(out, entry);
    for (int g = 0; g < groups.size(); g++) {
      out.u8(CodeReader.END);
      call(out, pieces.get(g), g, entry, exit);
    }
    copy(out, code.match[outermost], code.count);
    var locals = new ArrayList<>(function.locals());
    locals.add(WasmBinary.I32);
    locals.addAll(PieceWriter.callLocals(type));
    return new Function(function.typeIndex(), locals, out.toByteArray());
  }

  /** The br_table. Values beyond the last one become the last, so that entries stay distinct. */
  private void values(ByteWriter out, int entry) {
    int[] targets = code.targets[table];
    int last = targets.length - 1;
    out.u8(CodeReader.I32_CONST).signed(last);
    out.u8(CodeReader.LOCAL_GET).u32(entry);
    out.u8(CodeReader.I32_CONST).signed(last);
    out.u8(0x49);
    out.u8(0x1b);
    out.u8(CodeReader.LOCAL_TEE).u32(entry);
    out.u8(CodeReader.BR_TABLE).u32(last);
    for (int target : targets) {
      out.u32(target < cases() ? groupOf(target) : target - cases() + groups.size());
    }
  }

  private void prefix(ByteWriter out, int i) {
    boolean branches = code.op[i] == CodeReader.BR || code.op[i] == CodeReader.BR_IF;
    if (branches && blocks.label(i, code.imm[i]) <= blocks.depth[chain[0]]) {
      out.u8(code.op[i]).u32(code.imm[i] - (long) cases() + groups.size());
    } else {
      copy(out, i, i + 1);
    }
  }

  private void call(ByteWriter out, Piece piece, int group, int entry, int exit) {
    int first = groups.get(group);
    int last = groupEnd(group);
    var writer = new PieceWriter(module, code, blocks, localTypes, type.results(), piece, true);
    module.functions.add(writer.function(prologue(first, last, writer.entryLocal())));
    int index = module.imported(Kind.FUNCTION) + module.functions.size() - 1;
    int after = groups.size() - 1 - group;
    int outside = blocks.depth[chain[cases()]];
    writer.call(
        out, index, exit, entry, label -> caseOf(label) >= 0 ? -1 : after + outside - label);
    for (int label : piece.labels()) {
      int target = caseOf(label);
      if (target >= 0) {
        var jump = new ByteWriter(16);
        jump.u8(CodeReader.I32_CONST).signed(values() + target);
        jump.u8(CodeReader.LOCAL_SET).u32(entry);
        jump.u8(CodeReader.BR).u32(groupOf(target) - group);
        writer.onExit(out, exit, label, jump.toByteArray());
      }
    }
    // What runs on past the last case of a group runs on into the first of the next one.
    out.u8(CodeReader.I32_CONST).signed(values() + last);
    out.u8(CodeReader.LOCAL_SET).u32(entry);
  }

  private void copy(ByteWriter out, int from, int to) {
    out.raw(code.code, code.start[from], code.start[to]);
  }
}
