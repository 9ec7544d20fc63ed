package dev.ropewalk.wasm.module;

import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Import;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes a {@link WasmBinary} in the binary format; custom sections are left out. */
public final class WasmWriter {
  private WasmWriter() {}

  /** The module's bytes. */
  public static byte[] write(WasmBinary module) {
    var out = new ByteWriter(1 << 20);
    out.raw(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, module.types, WasmWriter::type);
    section(out, 2, module.imports, WasmWriter::importEntry);
    section(out, 3, module.functions, (w, f) -> w.u32(f.typeIndex()));
    section(
        out,
        4,
        module.tables,
        (w, t) -> {
          w.u8(t.element());
          limits(w, t.limits());
        });
    section(out, 5, module.memories, WasmWriter::limits);
    section(
        out,
        6,
        module.globals,
        (w, g) -> w.u8(g.type().value()).u8(g.type().mutable() ? 1 : 0).raw(g.init()));
    section(out, 7, module.exports, (w, e) -> w.name(e.name()).u8(e.kind().code).u32(e.index()));
    if (module.start >= 0) {
      out.u8(8).sized(new ByteWriter(8).u32(module.start));
    }
    section(
        out,
        9,
        module.elements,
        (w, e) -> {
          w.u8(0).raw(e.offset()).u32(e.functions().size());
          e.functions().forEach(w::u32);
        });
    if (!module.data.isEmpty()) {
      out.u8(12).sized(new ByteWriter(8).u32(module.data.size()));
    }
    section(out, 10, module.functions, (w, f) -> w.sized(body(f)));
    section(out, 11, module.data, WasmWriter::data);
    return out.toByteArray();
  }

  private static <T> void section(
      ByteWriter out, int id, Collection<T> entries, BiConsumer<ByteWriter, T> write) {
    if (entries.isEmpty()) {
      return;
    }
    var body = new ByteWriter(1024).u32(entries.size());
    for (T entry : entries) {
      write.accept(body, entry);
    }
    out.u8(id).sized(body);
  }

  private static void type(ByteWriter out, FuncType type) {
    out.u8(0x60).u32(type.params().size());
    type.params().forEach(out::u8);
    out.u32(type.results().size());
    type.results().forEach(out::u8);
  }

  private static void importEntry(ByteWriter out, Import entry) {
    out.name(entry.module()).name(entry.name()).u8(entry.kind().code);
    switch (entry.kind()) {
      case FUNCTION -> out.u32(entry.typeIndex());
      case TABLE -> {
        var table = java.util.Objects.requireNonNull(entry.table());
        out.u8(table.element());
        limits(out, table.limits());
      }
      case MEMORY -> limits(out, java.util.Objects.requireNonNull(entry.memory()));
      case GLOBAL -> {
        var global = java.util.Objects.requireNonNull(entry.global());
        out.u8(global.value()).u8(global.mutable() ? 1 : 0);
      }
    }
  }

  private static void limits(ByteWriter out, Limits limits) {
    out.u8(limits.max() < 0 ? 0 : 1).u32(limits.min());
    if (limits.max() >= 0) {
      out.u32(limits.max());
    }
  }

  private static ByteWriter body(WasmBinary.Function function) {
    var body = new ByteWriter(function.code().length + 16);
    List<Integer> locals = function.locals();
    int groups = 0;
    for (int i = 0; i < locals.size(); i++) {
      if (i == 0 || !locals.get(i).equals(locals.get(i - 1))) {
        groups++;
      }
    }
    body.u32(groups);
    for (int i = 0; i < locals.size(); ) {
      int j = i;
      while (j < locals.size() && locals.get(j).equals(locals.get(i))) {
        j++;
      }
      body.u32(j - i).u8(locals.get(i));
      i = j;
    }
    return body.raw(function.code());
  }

  private static void data(ByteWriter out, WasmBinary.Data data) {
    if (data.offset() == null) {
      out.u8(1);
    } else {
      out.u8(0).raw(data.offset());
    }
    out.u32(data.bytes().length).raw(data.bytes());
  }
}
