package dev.ropewalk.wasm.treesitter.link;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.module.ByteReader;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Element;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replaces calls through the table, which never changes, by calls of switches over it. */
final class IndirectCalls {
  /*
   * Chicory's call_indirect looks up the table, the entry and the entry's instance in lists, and
   * then switches over all functions of the type. A linked module's table is filled once, from
   * segments that are known here, and no instruction that changes it is taken. So each type that is
   * called gets a function
   *
   *   (parameters…, index) -> results:  switch (index - first) { case …: return entry(parameters…) }
   *
   * and whatever is not an entry of exactly that type traps.
   */
  private static final int UNREACHABLE = 0x00;
  private static final int TABLE_SET = 0x26;
  private static final int NO_FUNCTION = -1;

  private final WasmBinary module;
  private final int[] table;

  /** For each type index that is called, the function that switches. */
  private final Map<Integer, Integer> dispatchers = new LinkedHashMap<>();

  private IndirectCalls(WasmBinary module) {
    this.module = module;
    table = new int[(int) module.tables.getFirst().limits().min()];
    Arrays.fill(table, NO_FUNCTION);
  }

  /**
   * Rewrites every function.
   *
   * @throws dev.ropewalk.wasm.limit.GuestException when a segment does not fit the table, or a
   *     function changes it
   */
  static void rewrite(WasmBinary module) {
    var calls = new IndirectCalls(module);
    for (Element element : module.elements) {
      calls.fill(element);
    }
    for (int i = 0, count = module.functions.size(); i < count; i++) {
      calls.rewrite(i);
    }
  }

  private void fill(Element element) {
    var offset = new ByteReader(element.offset(), 0, element.offset().length);
    if (offset.u8() != CodeReader.I32_CONST) {
      throw refused("computes where a segment of its table begins");
    }
    long from = offset.signed(32);
    if (offset.u8() != CodeReader.END) {
      throw refused("computes where a segment of its table begins");
    }
    List<Integer> functions = element.functions();
    if (from < 0 || functions.size() > table.length - from) {
      throw refused(
          "fills " + functions.size() + " table entries at " + from + " of " + table.length);
    }
    for (int i = 0; i < functions.size(); i++) {
      table[(int) from + i] = functions.get(i);
    }
  }

  private void rewrite(int index) {
    Function function = module.functions.get(index);
    CodeReader code = CodeReader.read(function.code());
    var out = new ByteWriter(function.code().length + 16);
    boolean changed = false;
    for (int i = 0; i < code.count; i++) {
      if (code.op[i] == TABLE_SET) {
        throw refused("changes its table");
      }
      if (code.op[i] == CodeReader.CALL_INDIRECT) {
        Integer dispatcher = dispatchers.get(code.imm[i]);
        if (dispatcher == null) {
          dispatcher = dispatcher(code.imm[i]);
          dispatchers.put(code.imm[i], dispatcher);
        }
        out.u8(CodeReader.CALL).u32(dispatcher);
        changed = true;
      } else {
        out.raw(code.code, code.start[i], code.start[i + 1]);
      }
    }
    if (changed) {
      module.functions.set(
          index, new Function(function.typeIndex(), function.locals(), out.toByteArray()));
    }
  }

  /** Adds the function that switches over the entries of a type. */
  private int dispatcher(int typeIndex) {
    FuncType type = module.types.get(typeIndex);
    int first = table.length;
    int last = -1;
    Map<Integer, Integer> cases = new LinkedHashMap<>();
    for (int i = 0; i < table.length; i++) {
      if (table[i] != NO_FUNCTION && module.typeOf(table[i]).equals(type)) {
        first = Math.min(first, i);
        last = i;
        cases.putIfAbsent(table[i], cases.size());
      }
    }
    int parameters = type.params().size();
    var out = new ByteWriter(64 + 8 * cases.size());
    // One block more than cases, the outermost: the default.
    for (int k = 0; k <= cases.size(); k++) {
      out.u8(CodeReader.BLOCK).u8(WasmBinary.VOID_BLOCK);
    }
    out.u8(CodeReader.LOCAL_GET).u32(parameters);
    out.u8(CodeReader.I32_CONST).signed(cases.isEmpty() ? 0 : first);
    out.u8(0x6b);
    out.u8(CodeReader.BR_TABLE).u32(cases.isEmpty() ? 0 : last - first + 1);
    for (int i = first; i <= last; i++) {
      Integer target =
          table[i] != NO_FUNCTION && module.typeOf(table[i]).equals(type)
              ? cases.get(table[i])
              : Integer.valueOf(cases.size());
      out.u32(target);
    }
    out.u32(cases.size());
    for (int function : cases.keySet()) {
      out.u8(CodeReader.END);
      for (int p = 0; p < parameters; p++) {
        out.u8(CodeReader.LOCAL_GET).u32(p);
      }
      out.u8(CodeReader.CALL).u32(function).u8(CodeReader.RETURN);
    }
    out.u8(CodeReader.END).u8(UNREACHABLE).u8(CodeReader.END);
    List<Integer> params = new ArrayList<>(type.params());
    params.add(WasmBinary.I32);
    FuncType switched = new FuncType(List.copyOf(params), type.results());
    module.functions.add(new Function(module.typeIndex(switched), List.of(), out.toByteArray()));
    return module.imported(Kind.FUNCTION) + module.functions.size() - 1;
  }
}
