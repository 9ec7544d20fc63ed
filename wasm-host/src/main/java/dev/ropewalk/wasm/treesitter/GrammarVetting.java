package dev.ropewalk.wasm.treesitter;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmReader;
import java.util.Set;

/** Looks at a grammar's module before anything is built from it. */
final class GrammarVetting {
  private static final Set<String> GLOBALS =
      Set.of("__stack_pointer", "__memory_base", "__table_base");

  private GrammarVetting() {}

  /**
   * Checks sizes and shape; what it imports by name is checked when it is linked.
   *
   * @throws dev.ropewalk.wasm.limit.GuestException with {@code MODULE_REFUSED}
   */
  static void check(byte[] bytes, String name, GuestLimits limits) {
    if (bytes.length > limits.maxModuleBytes()) {
      throw refused(
          "has "
              + bytes.length
              + " bytes (grammar "
              + name
              + ", at most "
              + limits.maxModuleBytes()
              + ")");
    }
    WasmBinary module = WasmReader.read(bytes);
    if (module.functions.size() > limits.maxFunctions()) {
      throw refused(
          "has " + module.functions.size() + " functions (at most " + limits.maxFunctions() + ")");
    }
    if (!module.memories.isEmpty() || !module.tables.isEmpty()) {
      throw refused("brings a memory or a table of its own, as no side module does");
    }
    WasmBinary.DynamicLink link = module.dynamicLink;
    if (link == null) {
      throw refused("has no dylink.0 section: it is not a tree-sitter grammar");
    }
    if (link.tableSize() > limits.maxTableEntries()) {
      throw refused(
          "asks for "
              + link.tableSize()
              + " table entries (at most "
              + limits.maxTableEntries()
              + ")");
    }
    if (link.memorySize() / (1 << 16) >= limits.maxMemoryPages()) {
      throw refused(
          "asks for "
              + link.memorySize()
              + " bytes of memory (at most "
              + limits.maxMemoryPages()
              + " pages)");
    }
    for (Import entry : module.imports) {
      if (entry.kind() == WasmBinary.Kind.GLOBAL && !GLOBALS.contains(entry.name())) {
        throw refused("imports global " + entry.name());
      }
    }
  }
}
