package dev.ropewalk.wasm.abi;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmReader;
import java.util.List;
import java.util.Map;

/** Looks at a module before anything is built from it. */
final class AbiVetting {
  /*
   * Memory and mutable globals are what a rewind puts back. So nothing else may change: a module
   * that writes to tables, or drops segments, is refused; compilers do neither.
   */
  private static final int I32 = WasmBinary.I32;
  private static final FuncType NOTHING = new FuncType(List.of(), List.of());
  private static final int TABLE_SET = 0x26;
  private static final int DATA_DROP = 0xfc09;

  /** The host functions and their types. */
  static final Map<String, FuncType> IMPORTS =
      Map.of(
          "open", type(2, 1),
          "text_length", type(1, 1),
          "text_read", type(4, 1),
          "ask", type(2, 1),
          "take", type(1, 0),
          "log", type(3, 0),
          "panic", type(2, 0),
          "span_begin", type(2, 0),
          "span_end", type(0, 0));

  private static FuncType type(int params, int results) {
    return new FuncType(
        java.util.Collections.nCopies(params, I32), java.util.Collections.nCopies(results, I32));
  }

  private AbiVetting() {}

  /**
   * Checks sizes, shape, imports and exports.
   *
   * @param maxPages what an instance's memory may have
   * @throws dev.ropewalk.wasm.limit.GuestException with {@code MODULE_REFUSED}
   */
  static void check(byte[] bytes, GuestLimits limits, int maxPages) {
    if (bytes.length > limits.maxModuleBytes()) {
      throw refused("has " + bytes.length + " bytes (at most " + limits.maxModuleBytes() + ")");
    }
    WasmBinary module = WasmReader.read(bytes);
    if (module.functions.size() > limits.maxFunctions()) {
      throw refused(
          "has " + module.functions.size() + " functions (at most " + limits.maxFunctions() + ")");
    }
    if (module.memories.size() != 1 || module.memories.getFirst().min() > maxPages) {
      throw refused(
          "has memories "
              + module.memories
              + "; one of its own, of at most "
              + maxPages
              + " pages, is needed");
    }
    if (module.tables.size() > 1
        || module.tables.stream().anyMatch(t -> t.limits().min() > limits.maxTableEntries())) {
      throw refused(
          "has tables "
              + module.tables
              + "; one, of at most "
              + limits.maxTableEntries()
              + " entries, may be");
    }
    module.imports.forEach(entry -> checkImport(module, entry));
    checkExport(module, "ropewalk_abi_1", NOTHING);
    checkExport(module, "ropewalk_alloc", type(1, 1));
    checkExport(
        module, "ropewalk_call", new FuncType(List.of(I32, I32, I32), List.of(WasmBinary.I64)));
    if (module.exports.stream().anyMatch(e -> e.name().equals(AbiInstance.HEAP))) {
      checkExport(module, AbiInstance.HEAP, type(1, 0));
    }
    module.functions.forEach(function -> checkCode(function.code()));
  }

  private static void checkImport(WasmBinary module, Import entry) {
    FuncType given = IMPORTS.get(entry.name());
    if (!entry.module().equals("ropewalk") || entry.kind() != Kind.FUNCTION || given == null) {
      throw refused(
          "imports "
              + Shown.text(entry.module() + "." + entry.name())
              + ", which ABI 1 does not have");
    }
    if (!module.types.get(entry.typeIndex()).equals(given)) {
      throw refused("imports ropewalk." + entry.name() + " with a type that it does not have");
    }
  }

  private static void checkExport(WasmBinary module, String name, FuncType type) {
    Export found =
        module.exports.stream()
            .filter(e -> e.name().equals(name) && e.kind() == Kind.FUNCTION)
            .findFirst()
            .orElseThrow(() -> refused("does not export function " + name + " (ABI 1)"));
    int functions = module.imported(Kind.FUNCTION) + module.functions.size();
    if (found.index() >= functions || !module.typeOf(found.index()).equals(type)) {
      throw refused("exports " + name + " with another type than ABI 1 says");
    }
  }

  private static void checkCode(byte[] code) {
    CodeReader body = CodeReader.read(code);
    for (int i = 0; i < body.count; i++) {
      if (body.op[i] == TABLE_SET || body.op[i] == DATA_DROP) {
        throw refused(
            "changes a table or drops data (instruction 0x"
                + Integer.toHexString(body.op[i])
                + "), which a guest of ABI 1 must not");
      }
    }
  }
}
