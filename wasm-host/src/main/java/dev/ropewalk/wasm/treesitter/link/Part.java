package dev.ropewalk.wasm.treesitter.link;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.module.ByteReader;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One input of a link, with the map from its index spaces to those of the result. */
final class Part {
  private final GrammarLinker linker;
  private final WasmBinary in;
  private final int memoryBase;
  private final int tableBase;
  private final int[] types;
  private final int[] functions;

  /** For each global: its index in the result, or -1 when it became a constant. */
  private final int[] globals;

  private final int[] constants;
  private int firstDefined;
  private int firstData;

  Part(GrammarLinker linker, WasmBinary in, int memoryBase, int tableBase, int heapBase) {
    this.linker = linker;
    this.in = in;
    this.memoryBase = memoryBase;
    this.tableBase = tableBase;
    types = in.types.stream().mapToInt(linker.out()::typeIndex).toArray();
    functions = new int[in.imported(Kind.FUNCTION) + in.functions.size()];
    globals = new int[in.imported(Kind.GLOBAL) + in.globals.size()];
    constants = new int[globals.length];
    mapGlobals(heapBase);
  }

  private void mapGlobals(int heapBase) {
    Arrays.fill(globals, -1);
    int next = 0;
    for (Import entry : in.imports) {
      if (entry.kind() != Kind.GLOBAL) {
        continue;
      }
      switch (entry.name()) {
        case "__memory_base" -> constants[next] = memoryBase;
        case "__table_base" -> constants[next] = tableBase;
        case "__stack_pointer" -> globals[next] = linker.stackPointer();
        default -> globals[next] = linker.global(true, linker.addressOf(entry.name(), heapBase));
      }
      next++;
    }
    for (WasmBinary.Global global : in.globals) {
      linker.out().globals.add(new WasmBinary.Global(global.type(), constant(global.init())));
      globals[next++] = linker.out().globals.size() - 1;
    }
  }

  /** Gives every function its place; bodies follow when all parts have theirs. */
  void addFunctions() {
    int next = 0;
    for (Import entry : in.imports) {
      if (entry.kind() == Kind.FUNCTION) {
        functions[next++] = linker.resolve(entry, in.types.get(entry.typeIndex()));
      }
    }
    WasmBinary out = linker.out();
    int imported = out.imported(Kind.FUNCTION);
    firstDefined = out.functions.size();
    for (Function function : in.functions) {
      functions[next++] = imported + out.functions.size();
      out.functions.add(
          new Function(types[function.typeIndex()], function.locals(), function.code()));
    }
  }

  void rewriteBodies() {
    List<Function> all = linker.out().functions;
    firstData = linker.out().data.size();
    for (int i = 0; i < in.functions.size(); i++) {
      Function old = all.get(firstDefined + i);
      all.set(firstDefined + i, new Function(old.typeIndex(), old.locals(), rewrite(old.code())));
    }
  }

  private byte[] rewrite(byte[] body) {
    CodeReader code = CodeReader.read(body);
    var out = new ByteWriter(body.length + body.length / 4);
    for (int i = 0; i < code.count; i++) {
      int imm = code.imm[i];
      switch (code.op[i]) {
        case CodeReader.CALL, CodeReader.REF_FUNC -> out.u8(code.op[i]).u32(function(imm));
        case CodeReader.CALL_INDIRECT -> out.u8(code.op[i]).u32(at(types, imm, "type")).u8(0);
        case CodeReader.GLOBAL_GET -> {
          if (at(globals, imm, "global") < 0) {
            out.u8(CodeReader.I32_CONST).signed(constants[imm]);
          } else {
            out.u8(CodeReader.GLOBAL_GET).u32(globals[imm]);
          }
        }
        case CodeReader.GLOBAL_SET -> {
          if (at(globals, imm, "global") < 0) {
            throw refused("writes an immutable global");
          }
          out.u8(CodeReader.GLOBAL_SET).u32(globals[imm]);
        }
        case 0xfc08 -> out.u8(0xfc).u8(0x08).u32((long) firstData + imm).u8(0);
        case 0xfc09 -> out.u8(0xfc).u8(0x09).u32((long) firstData + imm);
        case CodeReader.BLOCK, CodeReader.LOOP, CodeReader.IF -> {
          if (imm >= 0) {
            out.u8(code.op[i]).signed(at(types, imm, "type"));
          } else {
            out.raw(body, code.start[i], code.start[i + 1]);
          }
        }
        default -> out.raw(body, code.start[i], code.start[i + 1]);
      }
    }
    return out.toByteArray();
  }

  void addSegments() {
    firstData = linker.out().data.size();
    for (WasmBinary.Element element : in.elements) {
      var mapped = new ArrayList<Integer>(element.functions().size());
      for (int function : element.functions()) {
        mapped.add(function(function));
      }
      linker.out().elements.add(new WasmBinary.Element(constant(element.offset()), mapped));
    }
    for (WasmBinary.Data data : in.data) {
      byte[] offset = data.offset();
      linker
          .out()
          .data
          .add(new WasmBinary.Data(offset == null ? null : constant(offset), data.bytes()));
    }
  }

  /** An initialiser with the bases filled in. */
  private byte[] constant(byte[] init) {
    var reader = new ByteReader(init, 0, init.length);
    int op = reader.u8();
    if (op == CodeReader.GLOBAL_GET) {
      int index = reader.count();
      if (at(globals, index, "global") >= 0 || reader.u8() != CodeReader.END) {
        throw refused("computes an initialiser from something other than a base address");
      }
      return GrammarLinker.i32Const(constants[index]);
    }
    if (op == 0xd2) {
      throw refused("refers to a function in an initialiser");
    }
    return init;
  }

  /** The index in the result of a function of this part. */
  int function(int index) {
    return at(functions, index, "function");
  }

  OptionalInt startFunction() {
    return in.start < 0 ? OptionalInt.empty() : OptionalInt.of(function(in.start));
  }

  Optional<Integer> export(String name) {
    for (Export export : in.exports) {
      if (export.kind() == Kind.FUNCTION && export.name().equals(name)) {
        return Optional.of(function(export.index()));
      }
    }
    return Optional.empty();
  }

  private static int at(int[] map, int index, String what) {
    if (index < 0 || index >= map.length) {
      throw refused("refers to " + what + " " + index + " of " + map.length);
    }
    return map[index];
  }
}
