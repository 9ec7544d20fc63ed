package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes valid modules with one function of two i32 that always ends: every loop takes from a store
 * of fuel in memory. Has nested blocks, loops with values left below them, branches of every kind,
 * returns, stores and changed locals.
 */
final class RandomFunctions {
  /** Where the function stores; SCRATCH of the splitter is far above. */
  static final int DATA = 4096;

  private static final int FUEL = DATA - 8;

  /** As far as SCRATCH, above 1 MiB, and a little more. */
  static final int PAGES = 18;

  private static final int PARAMS = 2;
  private static final int LOCALS = 4;
  private static final int MAX_DEPTH = 6;

  private final Random random;
  private final ByteWriter out = new ByteWriter(1024);

  /** Whether each open block, outermost first, takes no values to its label. */
  private final List<Boolean> labels = new ArrayList<>();

  private int budget;

  private RandomFunctions(Random random) {
    this.random = random;
    budget = 20 + random.nextInt(120);
  }

  static WasmBinary module(Random random) {
    var maker = new RandomFunctions(random);
    maker.statements(0);
    maker.expression(2);
    maker.out.u8(0x0b);
    var module = new WasmBinary();
    module.types.add(
        new FuncType(List.of(WasmBinary.I32, WasmBinary.I32), List.of(WasmBinary.I32)));
    List<Integer> locals = List.of(0x7f, 0x7f, 0x7f, 0x7f).subList(0, LOCALS);
    module.functions.add(new Function(0, locals, maker.out.toByteArray()));
    module.memories.add(new Limits(PAGES, PAGES));
    module.exports.add(new Export("run", Kind.FUNCTION, 0));
    byte[] at = new ByteWriter(8).u8(0x41).signed(FUEL).u8(0x0b).toByteArray();
    module.data.add(new WasmBinary.Data(at, new byte[] {60, 0, 0, 0}));
    return module;
  }

  /** Emits statements; answers whether the last one never runs on. */
  private boolean statements(int depth) {
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count && budget > 0; i++) {
      budget--;
      if (statement(depth)) {
        return true;
      }
    }
    return false;
  }

  private boolean statement(int depth) {
    int kind = random.nextInt(depth < MAX_DEPTH ? 12 : 4);
    switch (kind) {
      case 0, 1 -> {
        expression(3);
        out.u8(0x21).u32(random.nextInt(PARAMS + LOCALS));
      }
      case 2, 3 -> {
        out.u8(0x41).signed(DATA + 4L * random.nextInt(16));
        expression(3);
        out.u8(0x36).u32(2).u32(0);
      }
      case 4, 5 -> block(0x02, depth);
      case 6 -> loop(depth);
      case 7 -> {
        expression(2);
        block(0x04, depth);
      }
      case 8 -> {
        // A value waits on the stack while a block, often with a loop in it, runs.
        expression(2);
        expression(2);
        if (random.nextBoolean()) {
          loop(depth);
        } else {
          block(0x02, depth);
        }
        out.u8(0x6b).u8(0x21).u32(random.nextInt(PARAMS + LOCALS));
      }
      case 9 -> {
        expression(2);
        branch(0x0d);
      }
      case 10 -> {
        return leave();
      }
      default -> {
        // A chain of blocks around a br_table, as a switch compiles to.
        int cases = 2 + random.nextInt(4);
        for (int i = 0; i < cases; i++) {
          out.u8(0x02).u8(0x40);
          labels.add(true);
        }
        expression(2);
        out.u8(0x0e).u32(cases - 1L);
        for (int i = 0; i < cases; i++) {
          out.u32(i);
        }
        for (int i = 0; i < cases; i++) {
          out.u8(0x0b);
          labels.removeLast();
          statements(depth + 2);
        }
        return false;
      }
    }
    return false;
  }

  private boolean leave() {
    if (random.nextInt(3) == 0 || labels.isEmpty()) {
      expression(2);
      out.u8(0x0f);
    } else {
      branch(0x0c);
    }
    return true;
  }

  private void branch(int op) {
    if (labels.isEmpty()) {
      if (op == 0x0d) {
        out.u8(0x1a);
      }
      return;
    }
    out.u8(op).u32(random.nextInt(labels.size()));
  }

  private void block(int op, int depth) {
    out.u8(op).u8(0x40);
    labels.add(true);
    boolean dead = statements(depth + 1);
    if (op == 0x04 && !dead && random.nextBoolean()) {
      out.u8(0x05);
      statements(depth + 1);
    }
    labels.removeLast();
    out.u8(0x0b);
  }

  /** A loop that takes one unit of fuel each time round, and ends the function when it is gone. */
  private void loop(int depth) {
    out.u8(0x03).u8(0x40);
    labels.add(true);
    out.u8(0x41).signed(FUEL).u8(0x41).signed(FUEL).u8(0x28).u32(2).u32(0);
    out.u8(0x41).signed(1).u8(0x6b).u8(0x36).u32(2).u32(0);
    out.u8(0x41).signed(FUEL).u8(0x28).u32(2).u32(0).u8(0x41).signed(0).u8(0x4c);
    out.u8(0x04).u8(0x40).u8(0x41).signed(-7).u8(0x0f).u8(0x0b);
    if (!statements(depth + 1)) {
      expression(2);
      out.u8(0x0d).u32(0);
    }
    labels.removeLast();
    out.u8(0x0b);
  }

  private void expression(int depth) {
    switch (random.nextInt(depth > 0 ? 7 : 2)) {
      case 0 -> out.u8(0x41).signed(random.nextInt(7) - 3);
      case 1, 2 -> out.u8(0x20).u32(random.nextInt(PARAMS + LOCALS));
      case 3 -> {
        out.u8(0x41).signed(DATA + 4L * random.nextInt(16));
        out.u8(0x28).u32(2).u32(0);
      }
      case 4 -> {
        expression(depth - 1);
        out.u8(0x22).u32(random.nextInt(PARAMS + LOCALS));
      }
      default -> {
        expression(depth - 1);
        expression(depth - 1);
        int[] operators = {0x6a, 0x6b, 0x6c, 0x73, 0x48, 0x4a, 0x46};
        out.u8(operators[random.nextInt(operators.length)]);
      }
    }
  }
}
