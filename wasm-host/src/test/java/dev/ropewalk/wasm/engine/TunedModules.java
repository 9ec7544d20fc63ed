package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmWriter;
import java.util.List;

/** Small modules, compiled and tuned. */
final class TunedModules {
  private final WasmBinary module = new WasmBinary();

  TunedModules() {
    module.memories.add(new Limits(1, 1));
  }

  /** Adds a function, exported by a name, and answers its index. */
  int add(String name, List<Integer> params, int result, List<Integer> locals, ByteWriter code) {
    int type = module.typeIndex(new FuncType(params, List.of(result)));
    module.functions.add(new Function(type, locals, code.u8(0x0b).toByteArray()));
    int index = module.functions.size() - 1;
    module.exports.add(new Export(name, Kind.FUNCTION, index));
    return index;
  }

  GuestInstance instance() {
    ClassImage image = CompiledModule.compile(WasmWriter.write(module));
    return CompiledModule.load(image).instantiate(new HostFunctions(), 1);
  }
}
