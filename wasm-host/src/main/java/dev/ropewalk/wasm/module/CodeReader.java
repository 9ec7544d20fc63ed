package dev.ropewalk.wasm.module;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import java.util.Arrays;

/**
 * A decoded function body: one entry for each instruction, in columns.
 *
 * <p>Instruction {@code i} is {@code op[i]} (prefixed instructions as {@code 0xFC00 | number}), the
 * bytes {@code [start[i], start[i + 1])} of {@code code}, with {@code imm[i]} as its index
 * immediate (label depth, local, global, function or type; the block type for structured
 * instructions; -1 for none) and, for {@code br_table}, {@code targets[i]} with the default last.
 * {@code match[i]} of a {@code block}, {@code loop} or {@code if} is its {@code end}.
 */
public final class CodeReader {
  public static final int BLOCK = 0x02;
  public static final int LOOP = 0x03;
  public static final int IF = 0x04;
  public static final int ELSE = 0x05;
  public static final int END = 0x0b;
  public static final int BR = 0x0c;
  public static final int BR_IF = 0x0d;
  public static final int BR_TABLE = 0x0e;
  public static final int RETURN = 0x0f;
  public static final int CALL = 0x10;
  public static final int CALL_INDIRECT = 0x11;
  public static final int DROP = 0x1a;
  public static final int LOCAL_GET = 0x20;
  public static final int LOCAL_SET = 0x21;
  public static final int LOCAL_TEE = 0x22;
  public static final int GLOBAL_GET = 0x23;
  public static final int GLOBAL_SET = 0x24;
  public static final int I32_CONST = 0x41;
  public static final int I64_CONST = 0x42;
  public static final int REF_FUNC = 0xd2;

  private static final int MAX_NESTING = 20_000;

  public final byte[] code;
  public final int count;
  public final int[] op;
  public final int[] start;
  public final int[] imm;
  public final int[] match;
  public final int[][] targets;

  private CodeReader(
      byte[] code, int count, int[] op, int[] start, int[] imm, int[] match, int[][] targets) {
    this.code = code;
    this.count = count;
    this.op = op;
    this.start = start;
    this.imm = imm;
    this.match = match;
    this.targets = targets;
  }

  /** Decodes the instructions of a body, its last {@code end} included. */
  public static CodeReader read(byte[] code) {
    var in = new ByteReader(code, 0, code.length);
    int capacity = code.length + 1;
    int[] op = new int[capacity];
    int[] start = new int[capacity];
    int[] imm = new int[capacity];
    int[] match = new int[capacity];
    int[][] targets = new int[capacity][];
    int[] open = new int[64];
    int depth = 0;
    int n = 0;
    boolean done = false;
    while (in.hasMore()) {
      if (done) {
        throw refused("has instructions after the end of a function");
      }
      start[n] = in.position();
      int opcode = in.u8();
      if (opcode == 0xfc) {
        opcode = 0xfc00 | Math.min(in.count(), 0xff);
      }
      op[n] = opcode;
      imm[n] = -1;
      match[n] = -1;
      switch (opcode) {
        case BLOCK, LOOP, IF -> {
          imm[n] = (int) in.signed(33);
          if (depth >= MAX_NESTING) {
            throw refused("nests blocks deeper than " + MAX_NESTING);
          }
          if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
          }
          open[depth++] = n;
        }
        case END -> {
          if (depth == 0) {
            done = true;
          } else {
            match[open[--depth]] = n;
          }
        }
        case BR_TABLE -> {
          int length = in.count();
          if (length > code.length) {
            throw refused("has a br_table of " + length + " targets");
          }
          int[] labels = new int[length + 1];
          for (int i = 0; i <= length; i++) {
            labels[i] = in.count();
          }
          targets[n] = labels;
        }
        default -> imm[n] = immediate(opcode, in);
      }
      n++;
    }
    if (!done) {
      throw refused("has a function without its end");
    }
    start[n] = code.length;
    return new CodeReader(code, n, op, start, imm, match, targets);
  }

  /**
   * Reads the immediates of an instruction that has no labels, and answers the index among them.
   */
  private static int immediate(int opcode, ByteReader in) {
    if (opcode >= 0x45 && opcode <= 0xc4) {
      return -1;
    }
    if (opcode >= 0x28 && opcode <= 0x3e) {
      in.u32();
      in.u32();
      return -1;
    }
    switch (opcode) {
      case 0x00, 0x01, ELSE, RETURN, DROP, 0x1b, 0xd1 -> {
        return -1;
      }
      case BR, BR_IF, CALL, LOCAL_GET, LOCAL_SET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET, REF_FUNC -> {
        return in.count();
      }
      case 0x25, 0x26 -> {
        zero(in.count(), "table");
        return -1;
      }
      case CALL_INDIRECT -> {
        int type = in.count();
        zero(in.count(), "table");
        return type;
      }
      case 0x1c -> {
        if (in.count() != 1) {
          throw refused("selects among more than one value");
        }
        in.u8();
        return -1;
      }
      case 0x3f, 0x40 -> {
        zero(in.u8(), "memory");
        return -1;
      }
      case I32_CONST -> {
        in.signed(32);
        return -1;
      }
      case I64_CONST -> {
        in.signed(64);
        return -1;
      }
      case 0x43 -> {
        in.skip(4);
        return -1;
      }
      case 0x44 -> {
        in.skip(8);
        return -1;
      }
      case 0xd0 -> {
        in.u8();
        return -1;
      }
      case 0xfc00, 0xfc01, 0xfc02, 0xfc03, 0xfc04, 0xfc05, 0xfc06, 0xfc07 -> {
        return -1;
      }
      case 0xfc08 -> {
        int segment = in.count();
        zero(in.u8(), "memory");
        return segment;
      }
      case 0xfc09 -> {
        return in.count();
      }
      case 0xfc0a -> {
        zero(in.u8(), "memory");
        zero(in.u8(), "memory");
        return -1;
      }
      case 0xfc0b -> {
        zero(in.u8(), "memory");
        return -1;
      }
      default ->
          throw refused("uses instruction 0x" + Integer.toHexString(opcode) + ", not supported");
    }
  }

  private static void zero(int index, String what) {
    if (index != 0) {
      throw refused("uses " + what + " " + index + "; only one is supported");
    }
  }
}
