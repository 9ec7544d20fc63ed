package dev.ropewalk.wasm.treesitter.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Element;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmBinary.TableType;
import dev.ropewalk.wasm.module.WasmWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A switch over the table answers and traps as {@code call_indirect} does. */
class IndirectCallsTest {
  private static final int TABLE = 24;

  @Test
  void every_index_answers_or_traps_as_before() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    for (int round = 0; round < 40; round++) {
      long roundSeed = seed + round;
      byte[] original = WasmWriter.write(module(new Random(roundSeed)));
      WasmBinary module = module(new Random(roundSeed));
      IndirectCalls.rewrite(module);
      Instance before = Instance.builder(Parser.parse(original)).build();
      Instance after = Instance.builder(Parser.parse(WasmWriter.write(module))).build();
      for (int index = -2; index < TABLE + 3; index++) {
        for (String name : List.of("one", "two")) {
          String message = "-Dropewalk.seed=" + roundSeed + " index " + index;
          assertEquals(call(before, name, index), call(after, name, index), message);
        }
      }
      assertEquals(call(before, "one", Integer.MIN_VALUE), call(after, "one", Integer.MIN_VALUE));
    }
  }

  @Test
  void a_segment_beyond_the_table_is_refused() {
    WasmBinary module = module(new Random(1));
    module.elements.add(new Element(GrammarLinker.i32Const(TABLE - 1), List.of(0, 0)));
    var why = assertThrows(GuestException.class, () -> IndirectCalls.rewrite(module));
    assertEquals(GuestException.Code.MODULE_REFUSED, why.code());
  }

  @Test
  void a_function_that_changes_the_table_is_refused() {
    WasmBinary module = module(new Random(1));
    byte[] code = {0x41, 0, (byte) 0xd0, 0x70, 0x26, 0, 0x41, 0, 0x0b};
    module.functions.add(new Function(1, List.of(), code));
    var why = assertThrows(GuestException.class, () -> IndirectCalls.rewrite(module));
    assertEquals(GuestException.Code.MODULE_REFUSED, why.code());
  }

  private static String call(Instance instance, String name, int index) {
    try {
      return Long.toString(instance.export(name).apply(7, index)[0]);
    } catch (ChicoryException e) {
      return "trap";
    }
  }

  /** Functions of two types in a table with gaps, and an exported caller for each type. */
  private static WasmBinary module(Random random) {
    var module = new WasmBinary();
    module.types.add(new FuncType(List.of(WasmBinary.I32), List.of(WasmBinary.I32)));
    module.types.add(new FuncType(List.of(), List.of(WasmBinary.I32)));
    module.types.add(
        new FuncType(List.of(WasmBinary.I32, WasmBinary.I32), List.of(WasmBinary.I32)));
    int functions = 1 + random.nextInt(6);
    for (int i = 0; i < functions; i++) {
      var code = new ByteWriter(16);
      boolean takes = random.nextBoolean();
      if (takes) {
        code.u8(0x20).u32(0).u8(0x41).signed(100L * i).u8(0x6a);
      } else {
        code.u8(0x41).signed(i);
      }
      module.functions.add(new Function(takes ? 0 : 1, List.of(), code.u8(0x0b).toByteArray()));
    }
    byte[] one = {0x20, 0, 0x20, 1, 0x11, 0, 0, 0x0b};
    byte[] two = {0x20, 1, 0x11, 1, 0, 0x0b};
    module.functions.add(new Function(2, List.of(), one));
    module.functions.add(new Function(2, List.of(), two));
    module.exports.add(new Export("one", Kind.FUNCTION, functions));
    module.exports.add(new Export("two", Kind.FUNCTION, functions + 1));
    module.tables.add(new TableType(WasmBinary.FUNCREF, new Limits(TABLE, TABLE)));
    for (int i = 0; i < 3; i++) {
      int count = random.nextInt(8);
      var entries = new java.util.ArrayList<Integer>();
      for (int k = 0; k < count; k++) {
        entries.add(random.nextInt(functions));
      }
      int from = random.nextInt(TABLE - count);
      module.elements.add(new Element(GrammarLinker.i32Const(from), entries));
    }
    return module;
  }
}
