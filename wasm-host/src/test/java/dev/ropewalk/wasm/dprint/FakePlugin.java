package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Data;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A module on dprint's contract whose functions a test writes. By itself it changes no text. */
final class FakePlugin {
  /** Where the host puts messages; what came last is the text. */
  static final int MESSAGE = 1024;

  /** Where {@link #data} goes. */
  static final int DATA = 2048;

  private record Body(int params, int results, ByteWriter code) {}

  private final WasmBinary module = new WasmBinary();
  private final Map<String, Body> bodies = new LinkedHashMap<>();

  private FakePlugin() {
    module.memories.add(new Limits(2, -1));
  }

  static FakePlugin schema4() {
    var made = new FakePlugin();
    made.put("dprint_plugin_version_4", 0, 1, constant(4));
    made.put("clear_shared_bytes", 1, 1, constant(MESSAGE));
    made.put("get_shared_bytes_ptr", 0, 1, constant(DATA));
    made.put("register_config", 1, 0, code());
    made.put("release_config", 1, 0, code());
    made.put("get_config_diagnostics", 1, 1, constant(0));
    made.put("get_config_file_matching", 1, 1, constant(0));
    made.put("format", 1, 1, constant(0));
    return made.common();
  }

  static FakePlugin schema3() {
    var made = new FakePlugin();
    made.put("get_plugin_schema_version", 0, 1, constant(3));
    made.put("clear_shared_bytes", 1, 0, code());
    made.put("get_wasm_memory_buffer", 0, 1, constant(MESSAGE));
    made.put("get_wasm_memory_buffer_size", 0, 1, constant(2));
    made.put("add_to_shared_bytes_from_buffer", 1, 0, code());
    made.put("set_buffer_with_shared_bytes", 2, 0, code());
    made.put("set_global_config", 0, 0, code());
    made.put("set_plugin_config", 0, 0, code());
    made.put("get_config_diagnostics", 0, 1, constant(0));
    made.put("format", 0, 1, constant(0));
    return made.common();
  }

  private FakePlugin common() {
    put("get_plugin_info", 0, 1, constant(0));
    put("set_override_config", 0, 0, code());
    put("set_file_path", 0, 0, code());
    put("get_formatted_text", 0, 1, constant(0));
    put("get_error_text", 0, 1, constant(0));
    return this;
  }

  private void put(String name, int params, int results, ByteWriter code) {
    bodies.put(name, new Body(params, results, code));
  }

  /** Imports a function; its index is how many came before it. */
  FakePlugin importing(String from, String name, int params, int results) {
    module.imports.add(
        new Import(
            from, name, Kind.FUNCTION, module.typeIndex(type(params, results)), null, null, null));
    return this;
  }

  /** Gives a function another body, or type. */
  FakePlugin with(String name, int params, int results, ByteWriter code) {
    put(name, params, results, code);
    return this;
  }

  /** Gives a function another body. */
  FakePlugin with(String name, ByteWriter code) {
    Body old = bodies.get(name);
    return with(name, old.params, old.results, code);
  }

  /** The format function does something when the text begins with an exclamation mark. */
  FakePlugin whenAsked(ByteWriter code) {
    return with(
        "format",
        code(0x41)
            .signed(MESSAGE)
            .raw(code(0x2d, 0, 0, 0x41).signed('!').toByteArray())
            .raw(code(0x46, 0x04, 0x40).toByteArray())
            .raw(code.toByteArray())
            .raw(code(0x0b).toByteArray())
            .raw(constant(0).toByteArray()));
  }

  FakePlugin without(String name) {
    bodies.remove(name);
    return this;
  }

  FakePlugin data(byte[] bytes) {
    module.data.add(new Data(constant(DATA).u8(0x0b).toByteArray(), bytes));
    return this;
  }

  FakePlugin memories(Limits... limits) {
    module.memories.clear();
    module.memories.addAll(List.of(limits));
    return this;
  }

  /** The index of a function that this module defines. */
  int index(String name) {
    return module.imports.size() + List.copyOf(bodies.keySet()).indexOf(name);
  }

  byte[] bytes() {
    bodies.forEach(
        (name, body) -> {
          int type = module.typeIndex(type(body.params, body.results));
          byte[] code = new ByteWriter(16).raw(body.code.toByteArray()).u8(0x0b).toByteArray();
          module.exports.add(
              new Export(name, Kind.FUNCTION, module.imports.size() + module.functions.size()));
          module.functions.add(new Function(type, List.of(), code));
        });
    return WasmWriter.write(module);
  }

  private static FuncType type(int params, int results) {
    return new FuncType(
        Collections.nCopies(params, WasmBinary.I32), Collections.nCopies(results, WasmBinary.I32));
  }

  static ByteWriter code(int... bytes) {
    var code = new ByteWriter(16);
    for (int one : bytes) {
      code.u8(one);
    }
    return code;
  }

  /** Puts a number on the stack. */
  static ByteWriter constant(int value) {
    return code(0x41).signed(value);
  }

  /** Calls a function with numbers. */
  static ByteWriter call(int index, int... arguments) {
    var code = new ByteWriter(16);
    for (int one : arguments) {
      code.raw(constant(one).toByteArray());
    }
    return code.u8(0x10).u32(index);
  }

  static ByteWriter join(ByteWriter... parts) {
    var code = new ByteWriter(16);
    for (ByteWriter part : parts) {
      code.raw(part.toByteArray());
    }
    return code;
  }
}
