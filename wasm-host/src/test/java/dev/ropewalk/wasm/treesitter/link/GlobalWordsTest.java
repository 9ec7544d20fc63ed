package dev.ropewalk.wasm.treesitter.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Global;
import dev.ropewalk.wasm.module.WasmBinary.GlobalType;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobalWordsTest {
  /** More than there are words for, so that some stay globals. */
  private static final int GLOBALS = 200;

  @Test
  void globals_keep_their_first_values_and_take_new_ones() {
    WasmBinary module = module(true);
    GlobalWords.rewrite(module);
    Instance instance = Instance.builder(Parser.parse(WasmWriter.write(module))).build();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < GLOBALS; i++) {
        int before = (int) instance.export("swap" + i).apply(i + 995)[0];
        assertEquals(1000 * round + i - 5, before);
      }
    }
  }

  @Test
  void a_write_to_an_immutable_global_is_refused() {
    var why = assertThrows(GuestException.class, () -> GlobalWords.rewrite(module(false)));
    assertEquals(GuestException.Code.MODULE_REFUSED, why.code());
  }

  /** For each global a function that sets it and answers what it was. */
  private static WasmBinary module(boolean mutable) {
    var module = new WasmBinary();
    module.types.add(new FuncType(List.of(WasmBinary.I32), List.of(WasmBinary.I32)));
    module.memories.add(new Limits(18, 18));
    for (int i = 0; i < GLOBALS; i++) {
      module.globals.add(
          new Global(new GlobalType(WasmBinary.I32, mutable), GrammarLinker.i32Const(i - 5)));
      var code = new ByteWriter(16);
      code.u8(0x23).u32(i).u8(0x20).u32(0).u8(0x24).u32(i).u8(0x0b);
      module.functions.add(new Function(0, List.of(), code.toByteArray()));
      module.exports.add(new Export("swap" + i, Kind.FUNCTION, i));
    }
    return module;
  }
}
