package dev.ropewalk.wasm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.module.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every comparison, in every place that it is fused in or not, for values at the limits. */
class ComparisonFusionTest {
  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int EQZ = 0x45;
  private static final long[] VALUES = {
    0, 1, -1, 2, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1
  };
  private static final long[] LONGS = {Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, -1L << 32};

  /** What is done with the result of a comparison; each makes it an i32 of 0 or 1. */
  private static final List<Consumer<ByteWriter>> USES =
      List.of(
          code -> {},
          code -> code.u8(EQZ),
          code -> code.u8(EQZ).u8(EQZ),
          code -> conditional(code),
          code -> conditional(code.u8(EQZ)),
          code -> conditional(code.u8(EQZ).u8(EQZ)),
          code -> select(code),
          code -> select(code.u8(EQZ)));

  /** {@code if (result i32) 1 else 0 end}. */
  private static void conditional(ByteWriter code) {
    code.u8(0x04).u8(I32).u8(0x41).u8(1).u8(0x05).u8(0x41).u8(0).u8(0x0b);
  }

  private static void select(ByteWriter code) {
    code.u8(0x21).u32(2).u8(0x41).u8(1).u8(0x41).u8(0).u8(0x20).u32(2).u8(0x1b);
  }

  private record Case(String name, int op, int use, long left, long right) {}

  @Test
  void fused_comparisons_answer_as_the_specification_says() {
    var module = new TunedModules();
    var cases = new ArrayList<Case>();
    for (int op = 0x45; op <= 0x5a; op++) {
      boolean wide = op >= 0x50;
      boolean unary = op == 0x45 || op == 0x50;
      for (int use = 0; use < USES.size(); use++) {
        String name = op + " " + use;
        module.add(name, both(wide), I32, List.of(I32), code(op, use, unary, -1));
        for (long left : values(wide)) {
          for (long right : values(wide)) {
            cases.add(new Case(name, op, use, left, right));
          }
        }
        if (!unary) {
          for (int k = 0; k < values(wide).length; k++) {
            long constant = values(wide)[k];
            String constantName = name + " " + k;
            module.add(constantName, both(wide), I32, List.of(I32), code(op, use, false, k));
            for (long left : values(wide)) {
              cases.add(new Case(constantName, op, use, left, constant));
            }
          }
        }
      }
    }
    GuestInstance instance = module.instance();
    for (Case one : cases) {
      boolean expected = compare(one.op, one.left, one.right) ^ negates(one.use);
      int actual = instance.function(one.name).callInt(one.left, one.right);
      assertEquals(expected ? 1 : 0, actual, one::toString);
    }
    assertTrue(cases.size() > 10_000);
  }

  private static List<Integer> both(boolean wide) {
    return wide ? List.of(I64, I64) : List.of(I32, I32);
  }

  private static long[] values(boolean wide) {
    return wide
        ? java.util.stream.LongStream.concat(
                java.util.Arrays.stream(VALUES), java.util.Arrays.stream(LONGS))
            .toArray()
        : VALUES;
  }

  private static ByteWriter code(int op, int use, boolean unary, int constant) {
    boolean wide = op >= 0x50;
    var code = new ByteWriter(32).u8(0x20).u32(0);
    if (constant >= 0) {
      code.u8(wide ? 0x42 : 0x41).signed(values(wide)[constant]);
    } else if (!unary) {
      code.u8(0x20).u32(1);
    }
    USES.get(use).accept(code.u8(op));
    return code;
  }

  private static boolean negates(int use) {
    return use == 1 || use == 4 || use == 7;
  }

  private static boolean compare(int op, long left, long right) {
    int kind = op >= 0x50 ? op - 0x50 : op - 0x45;
    int signed = Long.compare(left, right);
    // Ints are sign-extended here, which keeps their unsigned order.
    int unsigned = Long.compareUnsigned(left, right);
    return switch (kind) {
      case 0 -> left == 0;
      case 1 -> left == right;
      case 2 -> left != right;
      case 3 -> signed < 0;
      case 4 -> unsigned < 0;
      case 5 -> signed > 0;
      case 6 -> unsigned > 0;
      case 7 -> signed <= 0;
      case 8 -> unsigned <= 0;
      case 9 -> signed >= 0;
      default -> unsigned >= 0;
    };
  }
}
