package dev.ropewalk.wasm.treesitter.link;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.module.ByteReader;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.Data;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Moves i32 globals to fixed words of memory, and immutable ones into the code. */
final class GlobalWords {
  /*
   * Chicory reads a global through a list and a box; nearly every function of a guest begins and
   * ends with the shadow stack's pointer, which is one. A word at a constant address is one load.
   * What does not fit between WORDS and SCRATCH, or is not an i32 with a constant initialiser, stays
   * a global. When none stays they are all dropped, so that whoever reads the module sees that its
   * memory is all the state that it has.
   */
  private static final int STAYS = -1;
  private static final int INLINED = -2;

  private final WasmBinary module;

  /** For each global its address, or one of the negative constants. */
  private final int[] address;

  private final int[] value;

  private GlobalWords(WasmBinary module) {
    this.module = module;
    address = new int[module.globals.size()];
    value = new int[module.globals.size()];
    Arrays.fill(address, STAYS);
  }

  /** Rewrites every function of a module that imports no globals. */
  static void rewrite(WasmBinary module) {
    if (module.imported(Kind.GLOBAL) > 0) {
      throw new IllegalArgumentException("the module imports globals");
    }
    var words = new GlobalWords(module);
    words.place();
    for (int i = 0; i < module.functions.size(); i++) {
      module.functions.set(i, words.rewrite(module.functions.get(i)));
    }
    if (Arrays.stream(words.address).noneMatch(place -> place == STAYS)
        && module.exports.stream().noneMatch(export -> export.kind() == Kind.GLOBAL)) {
      module.globals.clear();
    }
  }

  private void place() {
    int next = GrammarLinker.WORDS;
    for (int i = 0; i < address.length; i++) {
      WasmBinary.Global global = module.globals.get(i);
      OptionalInt initial = constant(global.init());
      if (global.type().value() != WasmBinary.I32 || initial.isEmpty()) {
        continue;
      }
      value[i] = initial.getAsInt();
      if (!global.type().mutable()) {
        address[i] = INLINED;
      } else if (next < GrammarLinker.SCRATCH) {
        address[i] = next;
        byte[] word =
            ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value[i]).array();
        module.data.add(new Data(GrammarLinker.i32Const(next), word));
        next += 4;
      }
    }
  }

  private static OptionalInt constant(byte[] init) {
    var reader = new ByteReader(init, 0, init.length);
    if (reader.u8() != CodeReader.I32_CONST) {
      return OptionalInt.empty();
    }
    int value = (int) reader.signed(32);
    return reader.u8() == CodeReader.END ? OptionalInt.of(value) : OptionalInt.empty();
  }

  private Function rewrite(Function function) {
    CodeReader code = CodeReader.read(function.code());
    int spare = module.types.get(function.typeIndex()).params().size() + function.locals().size();
    boolean spared = false;
    var out = new ByteWriter(function.code().length + 64);
    for (int i = 0; i < code.count; i++) {
      int place = isGlobal(code.op[i]) ? address[code.imm[i]] : STAYS;
      if (place == STAYS) {
        out.raw(code.code, code.start[i], code.start[i + 1]);
      } else if (code.op[i] == CodeReader.GLOBAL_SET) {
        if (place == INLINED) {
          throw refused("writes an immutable global");
        }
        spared = true;
        out.u8(CodeReader.LOCAL_SET).u32(spare);
        out.u8(CodeReader.I32_CONST).signed(0);
        out.u8(CodeReader.LOCAL_GET).u32(spare);
        out.u8(0x36).u32(2).u32(place);
      } else if (place == INLINED) {
        out.u8(CodeReader.I32_CONST).signed(value[code.imm[i]]);
      } else {
        out.u8(CodeReader.I32_CONST).signed(0);
        out.u8(0x28).u32(2).u32(place);
      }
    }
    List<Integer> locals = new ArrayList<>(function.locals());
    if (spared) {
      locals.add(WasmBinary.I32);
    }
    return new Function(function.typeIndex(), locals, out.toByteArray());
  }

  private static boolean isGlobal(int op) {
    return op == CodeReader.GLOBAL_GET || op == CodeReader.GLOBAL_SET;
  }
}
