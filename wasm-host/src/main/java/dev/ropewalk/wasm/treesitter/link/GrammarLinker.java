package dev.ropewalk.wasm.treesitter.link;

import static dev.ropewalk.wasm.module.ByteReader.refused;
import static dev.ropewalk.wasm.module.WasmBinary.FUNCREF;
import static dev.ropewalk.wasm.module.WasmBinary.I32;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.LoopSpiller;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.DynamicLink;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.GlobalType;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmBinary.TableType;
import dev.ropewalk.wasm.module.WasmReader;
import dev.ropewalk.wasm.module.WasmWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges {@code web-tree-sitter.wasm} and one grammar into a module that stands alone. */
public final class GrammarLinker {
  /*
   * Both inputs are position-independent side modules (Emscripten, `dylink.0`). A dynamic linker
   * would give them one memory and one table and call across instances; Chicory compares type
   * indices of the caller's module at `call_indirect`, which fails across modules, and crosses
   * instances through boxed arguments. Merged, every call is direct and one compile serves.
   *
   * Memory layout, fixed at link time, so that the bases become constants:
   *
   *   0      .. 1024            never handed out: null
   *   1024   .. STACK_HIGH      shadow stack, growing down; an overflow runs below 0 and traps
   *                             instead of overwriting data
   *   STACK_HIGH .. DATA        WORDS of GlobalWords and SCRATCH of FunctionSplitter
   *   DATA   ..                 data of the runtime, data of the grammar, heap
   *
   * Invariants: (I1) every import of the result is one of HOST_IMPORTS; (I2) the runtime's table
   * entries come first, so its own table base is 0 and function pointer 0 stays null: table slot 0
   * is left empty and the base is 1; (I3) ROPEWALK_INIT runs what a loader would: the start
   * functions, relocations, constructors, runtime first.
   */

  /** The export that prepares a fresh instance; call it once. */
  public static final String INIT = "ropewalk_init";

  /** The export that answers the grammar's {@code TSLanguage*}. */
  public static final String LANGUAGE = "ropewalk_language";

  private static final int STACK_LOW = 1024;
  private static final int STACK_HIGH = STACK_LOW + (1 << 20);

  /** Where globals are, 4 bytes each. */
  static final int WORDS = STACK_HIGH;

  /** Where outlined pieces of functions leave the locals that they changed, 8 bytes each. */
  static final int SCRATCH = WORDS + 512;

  private static final int DATA = SCRATCH + 512;
  private static final int PAGE = 1 << 16;

  /** What the host answers: names in module {@code env}. */
  public static final Set<String> HOST_IMPORTS =
      Set.of(
          "emscripten_resize_heap",
          "_abort_js",
          "abort",
          "__assert_fail",
          "tree_sitter_parse_callback",
          "tree_sitter_log_callback",
          "tree_sitter_progress_callback",
          "tree_sitter_query_progress_callback",
          "fd_write",
          "fd_seek",
          "fd_close");

  private final WasmBinary out = new WasmBinary();
  private final Map<String, Integer> hostImports = new HashMap<>();
  private final Map<String, Integer> runtimeExports = new HashMap<>();
  private int stackPointer;
  private int tableNext = 1;

  private GrammarLinker() {}

  /**
   * Links.
   *
   * @param runtime the bytes of {@code web-tree-sitter.wasm}
   * @param grammar the bytes of the grammar's side module
   * @param name the grammar's name: its entry point is {@code tree_sitter_<name>}
   * @param maxMemoryPages the most that the instance may grow to, in pages of 64 KiB
   * @return a module without {@code dylink.0}, whose exports are the runtime's and {@link #INIT}
   *     and {@link #LANGUAGE}
   */
  public static byte[] link(byte[] runtime, byte[] grammar, String name, int maxMemoryPages) {
    return new GrammarLinker()
        .merge(WasmReader.read(runtime), WasmReader.read(grammar), name, maxMemoryPages);
  }

  private byte[] merge(WasmBinary runtime, WasmBinary grammar, String name, int maxPages) {
    DynamicLink runtimeNeeds = needs(runtime, "the tree-sitter runtime");
    DynamicLink grammarNeeds = needs(grammar, "grammar " + name);
    importHost(runtime);
    importHost(grammar);

    stackPointer = global(true, STACK_HIGH);
    long runtimeBase = align(DATA, Math.max(16, runtimeNeeds.memoryAlign()));
    long grammarBase =
        align(runtimeBase + runtimeNeeds.memorySize(), Math.max(16, grammarNeeds.memoryAlign()));
    long heapBase = align(grammarBase + grammarNeeds.memorySize(), 16);
    long pages = (heapBase + PAGE - 1) / PAGE + 16;
    if (pages > maxPages) {
      throw refused("needs " + pages + " pages of memory (at most " + maxPages + ")");
    }

    var runtimePart =
        new Part(this, runtime, (int) runtimeBase, tableBase(runtimeNeeds), (int) heapBase);
    runtimePart.addFunctions();
    for (Export export : runtime.exports) {
      if (export.kind() == Kind.FUNCTION) {
        runtimeExports.put(export.name(), runtimePart.function(export.index()));
      }
    }
    var grammarPart =
        new Part(this, grammar, (int) grammarBase, tableBase(grammarNeeds), (int) heapBase);
    grammarPart.addFunctions();
    for (Part part : List.of(runtimePart, grammarPart)) {
      part.rewriteBodies();
      part.addSegments();
    }

    for (Export export : runtime.exports) {
      if (export.kind() == Kind.FUNCTION && !export.name().startsWith("__wasm_")) {
        out.exports.add(
            new Export(export.name(), Kind.FUNCTION, runtimePart.function(export.index())));
      }
    }
    out.exports.add(new Export(LANGUAGE, Kind.FUNCTION, entryPoint(grammar, grammarPart, name)));
    out.exports.add(new Export(INIT, Kind.FUNCTION, initFunction(runtimePart, grammarPart)));
    out.memories.add(new Limits(pages, maxPages));
    out.tables.add(new TableType(FUNCREF, new Limits(tableNext, tableNext)));
    IndirectCalls.rewrite(out);
    GlobalWords.rewrite(out);
    FunctionSplitter.splitLongFunctions(out, FunctionSplitter.Tuning.DEFAULT);
    LoopSpiller.rewrite(out);
    return WasmWriter.write(out);
  }

  private static DynamicLink needs(WasmBinary module, String what) {
    DynamicLink link = module.dynamicLink;
    if (link == null) {
      throw refused("is not a side module (" + what + " has no dylink.0 section)");
    }
    return link;
  }

  /** Function imports of the host come before every defined function. */
  private void importHost(WasmBinary module) {
    for (Import entry : module.imports) {
      if (entry.kind() == Kind.FUNCTION
          && HOST_IMPORTS.contains(entry.name())
          && !hostImports.containsKey(entry.name())) {
        FuncType type = module.types.get(entry.typeIndex());
        hostImports.put(entry.name(), out.imports.size());
        out.imports.add(
            new Import("env", entry.name(), Kind.FUNCTION, out.typeIndex(type), null, null, null));
      }
    }
  }

  /** Resolves a function import of a part: the host, else an export of the runtime. */
  int resolve(Import entry, FuncType type) {
    Integer index = hostImports.get(entry.name());
    if (index == null) {
      index = runtimeExports.get(entry.name());
    }
    if (index == null) {
      throw refused(
          "imports function "
              + entry.module()
              + "."
              + entry.name()
              + ", which neither the host nor the tree-sitter runtime has");
    }
    if (!out.typeOf(index).equals(type)) {
      throw refused("imports function " + entry.name() + " with another type than it has");
    }
    return index;
  }

  WasmBinary out() {
    return out;
  }

  int stackPointer() {
    return stackPointer;
  }

  /** The value that a linker gives to an immutable or {@code GOT} global. */
  int addressOf(String name, int heapBase) {
    return switch (name) {
      case "__stack_low" -> STACK_LOW;
      case "__stack_high" -> STACK_HIGH;
      case "__heap_base" -> heapBase;
      default -> throw refused("imports global " + name + ", which is not known");
    };
  }

  /** Adds an i32 global and answers its index. */
  int global(boolean mutable, int value) {
    out.globals.add(new WasmBinary.Global(new GlobalType(I32, mutable), i32Const(value)));
    return out.globals.size() - 1;
  }

  static byte[] i32Const(int value) {
    return new ByteWriter(8).u8(0x41).signed(value).u8(0x0b).toByteArray();
  }

  private int tableBase(DynamicLink needs) {
    int base = (int) align(tableNext, needs.tableAlign());
    if (needs.tableSize() > 100_000) {
      throw refused("needs a table of " + needs.tableSize() + " entries (at most 100000)");
    }
    tableNext = base + needs.tableSize();
    return base;
  }

  private static long align(long value, int alignment) {
    return (value + alignment - 1) & -(long) alignment;
  }

  private static int entryPoint(WasmBinary grammar, Part part, String name) {
    String wanted = "tree_sitter_" + name;
    var found = new LinkedHashSet<String>();
    for (Export export : grammar.exports) {
      if (export.kind() == Kind.FUNCTION) {
        if (export.name().equals(wanted)) {
          return part.function(export.index());
        }
        found.add(export.name());
      }
    }
    throw refused("does not export " + wanted + "; it exports " + found);
  }

  private int initFunction(Part runtime, Part grammar) {
    var code = new ByteWriter(32);
    for (Part part : List.of(runtime, grammar)) {
      part.startFunction().ifPresent(f -> code.u8(0x10).u32(f));
      for (String step : List.of("__wasm_apply_data_relocs", "__wasm_call_ctors")) {
        part.export(step).ifPresent(f -> code.u8(0x10).u32(f));
      }
    }
    code.u8(0x0b);
    int type = out.typeIndex(new FuncType(List.of(), List.of()));
    out.functions.add(new Function(type, List.of(), code.toByteArray()));
    return out.imported(Kind.FUNCTION) + out.functions.size() - 1;
  }
}
