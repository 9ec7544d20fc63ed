package dev.ropewalk.wasm.module;

import static dev.ropewalk.wasm.module.ByteReader.refused;

import dev.ropewalk.wasm.module.WasmBinary.Data;
import dev.ropewalk.wasm.module.WasmBinary.DynamicLink;
import dev.ropewalk.wasm.module.WasmBinary.Element;
import dev.ropewalk.wasm.module.WasmBinary.Export;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Global;
import dev.ropewalk.wasm.module.WasmBinary.GlobalType;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import dev.ropewalk.wasm.module.WasmBinary.TableType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the binary format of WebAssembly 1.0 with the bulk-memory, reference-type, sign-extension
 * and saturating-conversion additions, as far as clang and Emscripten write it.
 *
 * <p>Counts are checked against the bytes that are left before anything is allocated for them, so a
 * module cannot make the reader hold more than a small multiple of its own size.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/index.html">binary format</a>
 * @see <a href="https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md">
 *     dylink.0</a>
 */
public final class WasmReader {
  private static final int MAX_LOCALS = 50_000;

  private final WasmBinary module = new WasmBinary();
  private final List<Integer> functionTypes = new ArrayList<>();

  private WasmReader() {}

  /**
   * Reads a module.
   *
   * @throws dev.ropewalk.wasm.limit.GuestException with code {@code MODULE_REFUSED}
   */
  public static WasmBinary read(byte[] bytes) {
    var in = new ByteReader(bytes, 0, bytes.length);
    if (bytes.length < 8
        || bytes[0] != 0
        || bytes[1] != 'a'
        || bytes[2] != 's'
        || bytes[3] != 'm'
        || bytes[4] != 1) {
      throw refused("does not begin with the WebAssembly 1 header");
    }
    in.skip(8);
    var reader = new WasmReader();
    while (in.hasMore()) {
      int id = in.u8();
      int size = in.count();
      int from = in.skip(size);
      reader.section(id, new ByteReader(bytes, from, from + size));
    }
    if (reader.functionTypes.size() != reader.module.functions.size()) {
      throw refused(
          "declares "
              + reader.functionTypes.size()
              + " functions but has "
              + reader.module.functions.size()
              + " bodies");
    }
    return reader.module;
  }

  private void section(int id, ByteReader in) {
    switch (id) {
      case 0 -> custom(in);
      case 1 -> repeat(in, () -> module.types.add(funcType(in)));
      case 2 -> repeat(in, () -> module.imports.add(importEntry(in)));
      case 3 -> repeat(in, () -> functionTypes.add(typeIndex(in)));
      case 4 -> repeat(in, () -> module.tables.add(tableType(in)));
      case 5 -> repeat(in, () -> module.memories.add(limits(in)));
      case 6 -> repeat(in, () -> module.globals.add(new Global(globalType(in), constant(in))));
      case 7 ->
          repeat(in, () -> module.exports.add(new Export(in.name(), Kind.of(in.u8()), in.count())));
      case 8 -> module.start = in.count();
      case 9 -> repeat(in, () -> module.elements.add(element(in)));
      case 10 -> repeat(in, () -> module.functions.add(function(in)));
      case 11 -> repeat(in, () -> module.data.add(data(in)));
      case 12 -> in.count();
      default -> throw refused("has a section of unknown kind " + id);
    }
    if (id != 0 && in.hasMore()) {
      throw refused("has bytes left over in section " + id);
    }
  }

  private static void repeat(ByteReader in, Runnable entry) {
    int count = in.count();
    for (int i = 0; i < count; i++) {
      if (!in.hasMore()) {
        throw refused("counts " + count + " entries in a section but has " + i);
      }
      entry.run();
    }
  }

  private void custom(ByteReader in) {
    if (!in.name().equals("dylink.0")) {
      return;
    }
    while (in.hasMore()) {
      int type = in.u8();
      int size = in.count();
      int next = in.position() + size;
      if (type == 1) {
        int memory = in.count();
        int memoryAlign = alignment(in.count());
        int table = in.count();
        module.dynamicLink = new DynamicLink(memory, memoryAlign, table, alignment(in.count()));
      }
      in.skip(next - in.position());
    }
  }

  private static int alignment(int log2) {
    if (log2 > 16) {
      throw refused("asks for an alignment of 2^" + log2 + " (at most 2^16)");
    }
    return 1 << log2;
  }

  private static FuncType funcType(ByteReader in) {
    if (in.u8() != 0x60) {
      throw refused("uses a type that is not a function type");
    }
    return new FuncType(valueTypes(in), valueTypes(in));
  }

  private static List<Integer> valueTypes(ByteReader in) {
    int count = in.count();
    if (count > 1000) {
      throw refused("has a function type of " + count + " values (at most 1000)");
    }
    var types = new ArrayList<Integer>(count);
    for (int i = 0; i < count; i++) {
      types.add(valueType(in));
    }
    return List.copyOf(types);
  }

  private static int valueType(ByteReader in) {
    int type = in.u8();
    if ((type < 0x7c && type != WasmBinary.FUNCREF && type != 0x6f) || type > 0x7f) {
      throw refused("uses value type 0x" + Integer.toHexString(type) + ", which is not supported");
    }
    return type;
  }

  private int typeIndex(ByteReader in) {
    int index = in.count();
    if (index >= module.types.size()) {
      throw refused("refers to type " + index + " of " + module.types.size());
    }
    return index;
  }

  private Import importEntry(ByteReader in) {
    String from = in.name();
    String name = in.name();
    Kind kind = Kind.of(in.u8());
    return switch (kind) {
      case FUNCTION -> new Import(from, name, kind, typeIndex(in), null, null, null);
      case TABLE -> new Import(from, name, kind, -1, tableType(in), null, null);
      case MEMORY -> new Import(from, name, kind, -1, null, limits(in), null);
      case GLOBAL -> new Import(from, name, kind, -1, null, null, globalType(in));
    };
  }

  private static TableType tableType(ByteReader in) {
    return new TableType(valueType(in), limits(in));
  }

  private static Limits limits(ByteReader in) {
    int flags = in.u8();
    if (flags > 1) {
      throw refused("uses shared or 64-bit memory, which is not supported");
    }
    long min = in.u32();
    return new Limits(min, flags == 1 ? in.u32() : -1);
  }

  private static GlobalType globalType(ByteReader in) {
    int type = valueType(in);
    int mutable = in.u8();
    if (mutable > 1) {
      throw refused("has a global of unknown mutability " + mutable);
    }
    return new GlobalType(type, mutable == 1);
  }

  /** A constant expression of one or a few instructions, {@code end} included. */
  private static byte[] constant(ByteReader in) {
    var out = new ByteWriter(8);
    for (int i = 0; i < 16; i++) {
      int op = in.u8();
      out.u8(op);
      switch (op) {
        case 0x0b -> {
          return out.toByteArray();
        }
        case 0x41 -> out.signed(in.signed(32));
        case 0x42 -> out.signed(in.signed(64));
        case 0x43 -> out.raw(in.bytes(4));
        case 0x44 -> out.raw(in.bytes(8));
        case 0x23, 0xd2 -> out.u32(in.count());
        case 0xd0 -> out.u8(in.u8());
        case 0x6a, 0x6b -> {}
        default ->
            throw refused("uses instruction 0x" + Integer.toHexString(op) + " in an initialiser");
      }
    }
    throw refused("has an initialiser of more than 16 instructions");
  }

  private static Element element(ByteReader in) {
    int flags = in.count();
    if (flags != 0) {
      throw refused("uses an element segment of kind " + flags + ", which is not supported");
    }
    byte[] offset = constant(in);
    var functions = new ArrayList<Integer>();
    repeat(in, () -> functions.add(in.count()));
    return new Element(offset, functions);
  }

  private Function function(ByteReader in) {
    int index = module.functions.size();
    if (index >= functionTypes.size()) {
      throw refused("has more function bodies than declarations");
    }
    int size = in.count();
    int end = in.position() + size;
    var locals = new ArrayList<Integer>();
    int groups = in.count();
    for (int i = 0; i < groups; i++) {
      int count = in.count();
      if (count > MAX_LOCALS - locals.size()) {
        throw refused("has a function of more than " + MAX_LOCALS + " locals");
      }
      int type = valueType(in);
      for (int k = 0; k < count; k++) {
        locals.add(type);
      }
    }
    byte[] code = in.bytes(end - in.position());
    return new Function(functionTypes.get(index), locals, code);
  }

  private static Data data(ByteReader in) {
    int flags = in.count();
    return switch (flags) {
      case 0 -> new Data(constant(in), in.bytes(in.count()));
      case 1 -> new Data(null, in.bytes(in.count()));
      default -> throw refused("uses a data segment of kind " + flags);
    };
  }
}
