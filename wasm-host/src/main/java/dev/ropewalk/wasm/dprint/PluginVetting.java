package dev.ropewalk.wasm.dprint;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmReader;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** Looks at a plugin's module before anything is built from it. */
final class PluginVetting {
  private static final String VERSION_4 = "dprint_plugin_version_4";
  private static final String VERSION_3 = "get_plugin_schema_version";

  /** What each schema exports that the host calls. */
  private static final Map<String, FuncType> EXPORTS_4 =
      Map.ofEntries(
          Map.entry("clear_shared_bytes", type(1, 1)),
          Map.entry("get_shared_bytes_ptr", type(0, 1)),
          Map.entry("get_plugin_info", type(0, 1)),
          Map.entry("register_config", type(1, 0)),
          Map.entry("release_config", type(1, 0)),
          Map.entry("get_config_diagnostics", type(1, 1)),
          Map.entry("get_config_file_matching", type(1, 1)),
          Map.entry("set_override_config", type(0, 0)),
          Map.entry("set_file_path", type(0, 0)),
          Map.entry("format", type(1, 1)),
          Map.entry("get_formatted_text", type(0, 1)),
          Map.entry("get_error_text", type(0, 1)));

  private static final Map<String, FuncType> EXPORTS_3 =
      Map.ofEntries(
          Map.entry("clear_shared_bytes", type(1, 0)),
          Map.entry("get_wasm_memory_buffer", type(0, 1)),
          Map.entry("get_wasm_memory_buffer_size", type(0, 1)),
          Map.entry("add_to_shared_bytes_from_buffer", type(1, 0)),
          Map.entry("set_buffer_with_shared_bytes", type(2, 0)),
          Map.entry("get_plugin_info", type(0, 1)),
          Map.entry("set_global_config", type(0, 0)),
          Map.entry("set_plugin_config", type(0, 0)),
          Map.entry("get_config_diagnostics", type(0, 1)),
          Map.entry("set_override_config", type(0, 0)),
          Map.entry("set_file_path", type(0, 0)),
          Map.entry("format", type(0, 1)),
          Map.entry("get_formatted_text", type(0, 1)),
          Map.entry("get_error_text", type(0, 1)));

  /** What the host gives to each schema, by {@code module.name}. */
  private static final Map<String, FuncType> IMPORTS_4 =
      Map.of(
          "dprint.host_write_buffer", type(1, 0),
          "dprint.host_format", type(8, 1),
          "dprint.host_get_formatted_text", type(0, 1),
          "dprint.host_get_error_text", type(0, 1),
          "dprint.host_has_cancelled", type(0, 1),
          "env.fd_write", type(4, 1));

  private static final Map<String, FuncType> IMPORTS_3 =
      Map.of(
          "dprint.host_clear_bytes", type(1, 0),
          "dprint.host_read_buffer", type(2, 0),
          "dprint.host_write_buffer", type(3, 0),
          "dprint.host_take_override_config", type(0, 0),
          "dprint.host_take_file_path", type(0, 0),
          "dprint.host_format", type(0, 1),
          "dprint.host_get_formatted_text", type(0, 1),
          "dprint.host_get_error_text", type(0, 1));

  private static FuncType type(int params, int results) {
    return new FuncType(
        Collections.nCopies(params, WasmBinary.I32), Collections.nCopies(results, WasmBinary.I32));
  }

  private PluginVetting() {}

  /**
   * Checks sizes, shape, imports and exports.
   *
   * @return the schema: 3 or 4
   * @throws dev.ropewalk.wasm.limit.GuestException with {@code MODULE_REFUSED}
   */
  static int check(byte[] bytes, GuestLimits limits) {
    if (bytes.length > limits.maxModuleBytes()) {
      throw refused("has " + bytes.length + " bytes (at most " + limits.maxModuleBytes() + ")");
    }
    WasmBinary module = WasmReader.read(bytes);
    if (module.functions.size() > limits.maxFunctions()) {
      throw refused(
          "has " + module.functions.size() + " functions (at most " + limits.maxFunctions() + ")");
    }
    if (module.memories.size() != 1 || module.memories.getFirst().min() > limits.maxMemoryPages()) {
      throw refused(
          "has memories "
              + module.memories
              + "; one of its own, of at most "
              + limits.maxMemoryPages()
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
    int schema = schema(module);
    module.imports.forEach(entry -> checkImport(module, entry, schema));
    (schema == 4 ? EXPORTS_4 : EXPORTS_3)
        .forEach((name, type) -> checkExport(module, name, type, schema));
    return schema;
  }

  /** Whether a module has the function by which plugins say their schema. */
  static boolean isPlugin(byte[] bytes) {
    try {
      WasmBinary module = WasmReader.read(bytes);
      return function(module, VERSION_4).isPresent() || function(module, VERSION_3).isPresent();
    } catch (GuestException e) {
      return false;
    }
  }

  private static int schema(WasmBinary module) {
    if (function(module, VERSION_4).isPresent()) {
      return 4;
    }
    if (function(module, VERSION_3).isPresent()) {
      return 3;
    }
    throw refused(
        "exports neither "
            + VERSION_4
            + " nor "
            + VERSION_3
            + ": it is no dprint plugin, or of a schema other than 3 and 4");
  }

  private static Optional<Export> function(WasmBinary module, String name) {
    return module.exports.stream()
        .filter(e -> e.name().equals(name) && e.kind() == Kind.FUNCTION)
        .findFirst();
  }

  private static void checkImport(WasmBinary module, Import entry, int schema) {
    String name = entry.module() + "." + entry.name();
    FuncType given = (schema == 4 ? IMPORTS_4 : IMPORTS_3).get(name);
    if (entry.kind() != Kind.FUNCTION || given == null) {
      throw refused(
          "imports " + PluginText.shown(name) + ", which dprint's schema " + schema + " has not");
    }
    if (!module.types.get(entry.typeIndex()).equals(given)) {
      throw refused("imports " + name + " with a type that it does not have in schema " + schema);
    }
  }

  private static void checkExport(WasmBinary module, String name, FuncType type, int schema) {
    Export found =
        function(module, name)
            .orElseThrow(
                () -> refused("does not export function " + name + " (schema " + schema + ")"));
    int functions = module.imported(Kind.FUNCTION) + module.functions.size();
    if (found.index() >= functions || !module.typeOf(found.index()).equals(type)) {
      throw refused("exports " + name + " with another type than schema " + schema + " says");
    }
  }
}
