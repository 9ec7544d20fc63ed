package dev.ropewalk.wasm.module;

import static dev.ropewalk.wasm.module.ByteReader.refused;

/**
 * What instructions without labels, calls or variables take from the operand stack and leave on it.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/index-instructions.html">index of
 *     instructions</a>
 */
final class Signatures {
  static final int NOTHING = -1;

  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;

  /** How many values are taken, and the type left, or {@link #NOTHING}. */
  record Signature(int pops, int push) {}

  private Signatures() {}

  static Signature of(int op) {
    if (op >= 0x28 && op <= 0x35) {
      return new Signature(1, loaded(op));
    }
    if (op >= 0x36 && op <= 0x3e) {
      return new Signature(2, NOTHING);
    }
    if (op >= 0x45 && op <= 0xc4) {
      return numeric(op);
    }
    return switch (op) {
      case 0x25 -> new Signature(1, WasmBinary.FUNCREF);
      case 0x26 -> new Signature(2, NOTHING);
      case 0x3f -> new Signature(0, I32);
      case 0x40 -> new Signature(1, I32);
      case 0x41 -> new Signature(0, I32);
      case 0x42 -> new Signature(0, I64);
      case 0x43 -> new Signature(0, F32);
      case 0x44 -> new Signature(0, F64);
      case 0xd0, 0xd2 -> new Signature(0, WasmBinary.FUNCREF);
      case 0xd1 -> new Signature(1, I32);
      case 0xfc00, 0xfc01, 0xfc02, 0xfc03 -> new Signature(1, I32);
      case 0xfc04, 0xfc05, 0xfc06, 0xfc07 -> new Signature(1, I64);
      case 0xfc08, 0xfc0a, 0xfc0b -> new Signature(3, NOTHING);
      case 0xfc09 -> new Signature(0, NOTHING);
      default -> throw refused("uses instruction 0x" + Integer.toHexString(op));
    };
  }

  private static int loaded(int op) {
    return switch (op) {
      case 0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35 -> I64;
      case 0x2a -> F32;
      case 0x2b -> F64;
      default -> I32;
    };
  }

  private static Signature numeric(int op) {
    // Tests and comparisons.
    if (op == 0x45 || op == 0x50) {
      return new Signature(1, I32);
    }
    if (op <= 0x66) {
      return new Signature(2, I32);
    }
    // Arithmetic: first the operators of one operand, then those of two.
    if (op <= 0x78) {
      return new Signature(op <= 0x69 ? 1 : 2, I32);
    }
    if (op <= 0x8a) {
      return new Signature(op <= 0x7b ? 1 : 2, I64);
    }
    if (op <= 0x98) {
      return new Signature(op <= 0x91 ? 1 : 2, F32);
    }
    if (op <= 0xa6) {
      return new Signature(op <= 0x9f ? 1 : 2, F64);
    }
    // Conversions.
    if (op <= 0xab || op == 0xbc || op == 0xc0 || op == 0xc1) {
      return new Signature(1, I32);
    }
    if (op <= 0xb1 || op == 0xbd || op >= 0xc2) {
      return new Signature(1, I64);
    }
    return new Signature(1, op <= 0xb6 || op == 0xbe ? F32 : F64);
  }
}
