package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import java.util.Arrays;

/**
 * Where the blocks of a function are, and where its branches go. A label outside of some code is
 * named by the depth of its block, the outermost block being 0; the function's own label is -1.
 */
final class Blocks {
  private final CodeReader code;

  /** How many blocks are open at each instruction; a block's {@code end} is outside of it. */
  final int[] depth;

  /** The innermost block that encloses an instruction, or -1. */
  private final int[] parent;

  /**
   * For each {@code if} the instruction after its {@code else}, or its end when there is none; for
   * each {@code else} its end; otherwise -1.
   */
  final int[] otherwise;

  Blocks(CodeReader code) {
    this.code = code;
    depth = new int[code.count];
    parent = new int[code.count];
    otherwise = new int[code.count];
    Arrays.fill(otherwise, -1);
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
        if (code.op[i] == CodeReader.IF) {
          otherwise[i] = code.match[i];
        }
      } else if (code.op[i] == CodeReader.ELSE) {
        otherwise[block] = i + 1;
        otherwise[i] = code.match[block];
      }
    }
  }

  /** The label that a branch at an instruction means by a relative depth. */
  int label(int at, int relative) {
    return depth[at] - 1 - relative;
  }

  /** The block of a label around an instruction. */
  int block(int at, int label) {
    int block = parent[at];
    while (depth[block] > label) {
      block = parent[block];
    }
    return block;
  }

  /** Where a branch to a label around an instruction goes on; the label is not the function's. */
  int target(int at, int label) {
    int block = block(at, label);
    return code.op[block] == CodeReader.LOOP ? block : code.match[block];
  }

  /** Whether the block of a label around an instruction has no parameters and no results. */
  boolean isVoid(int at, int label) {
    return code.imm[block(at, label)] == WasmBinary.VOID_BLOCK - 0x80;
  }
}
