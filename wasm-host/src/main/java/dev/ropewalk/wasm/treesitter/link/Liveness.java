package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.CodeReader;
import java.util.BitSet;

/** Which locals may still be read, at each instruction of a function. */
final class Liveness {
  /*
   * The usual backward analysis to a fixed point: a local is live where a path leads to a read of
   * it without a write in between. Only a branch back to a loop can need another round, so the
   * rounds are bounded by the depth of loops, two in most functions.
   */
  private final CodeReader code;
  private final Blocks blocks;
  private final BitSet[] live;

  Liveness(CodeReader code, Blocks blocks) {
    this.code = code;
    this.blocks = blocks;
    live = new BitSet[code.count + 1];
    for (int i = 0; i <= code.count; i++) {
      live[i] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = code.count - 1; i >= 0; i--) {
        BitSet now = before(i);
        if (!now.equals(live[i])) {
          live[i] = now;
          changed = true;
        }
      }
    }
  }

  /** The locals that are live before an instruction; not to be changed. */
  BitSet at(int instruction) {
    return live[instruction];
  }

  private BitSet before(int i) {
    int imm = code.imm[i];
    var now = new BitSet();
    switch (code.op[i]) {
      case 0x00, CodeReader.RETURN -> {}
      case CodeReader.BR -> branch(now, i, imm);
      case CodeReader.BR_IF -> {
        now.or(live[i + 1]);
        branch(now, i, imm);
      }
      case CodeReader.BR_TABLE -> {
        for (int target : code.targets[i]) {
          branch(now, i, target);
        }
      }
      case CodeReader.IF -> {
        now.or(live[i + 1]);
        now.or(live[blocks.otherwise[i]]);
      }
      case CodeReader.ELSE -> now.or(live[blocks.otherwise[i]]);
      case CodeReader.LOCAL_GET -> {
        now.or(live[i + 1]);
        now.set(imm);
      }
      case CodeReader.LOCAL_SET, CodeReader.LOCAL_TEE -> {
        now.or(live[i + 1]);
        now.clear(imm);
      }
      default -> now.or(live[i + 1]);
    }
    return now;
  }

  private void branch(BitSet now, int at, int relative) {
    int label = blocks.label(at, relative);
    if (label >= 0) {
      now.or(live[blocks.target(at, label)]);
    }
  }
}
