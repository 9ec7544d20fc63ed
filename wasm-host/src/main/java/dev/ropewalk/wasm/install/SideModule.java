package dev.ropewalk.wasm.install;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A linked WebAssembly side module, seen as far as the linker's output has to be checked and put
 * right. Full vetting is the engine's.
 */
final class SideModule {
  /*
   * LLVM 14 calls __wasm_apply_data_relocs from the start section and does not export it; later
   * versions export it and leave the call to the loader, as Emscripten does. The loader here merges
   * the module with the runtime and knows only the later form, so the earlier is rewritten: the
   * start section goes, its function gets the export.
   *
   * Reference: WebAssembly core specification, "Modules" (binary format); tool-conventions,
   * DynamicLinking.md.
   */
  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final String RELOCATE = "__wasm_apply_data_relocs";
  private static final int IMPORTS = 2;
  private static final int EXPORTS = 7;
  private static final int START = 8;
  private static final int FUNCTION = 0;

  private record Section(int id, byte[] content) {}

  private final List<Section> sections;

  private SideModule(List<Section> sections) {
    this.sections = sections;
  }

  /**
   * Checks a module and gives it the form that the loader knows.
   *
   * @param symbol the function that it must export
   * @param available the functions that it may import from {@code env}
   * @return the module's bytes
   * @throws Refusal when it is malformed, lacks the export, or imports another function; the
   *     message names the functions
   */
  static byte[] normalise(byte[] module, String symbol, Set<String> available) throws Refusal {
    try {
      SideModule side = new SideModule(split(module));
      side.checkDynamic();
      Set<String> missing = side.importedFunctions();
      missing.removeAll(available);
      if (!missing.isEmpty()) {
        throw new Refusal(
            ProblemCode.COMPILE_FAILED,
            "the grammar calls functions that grammars do not have here: "
                + Printable.of(String.join(", ", missing)));
      }
      if (!side.exports().contains(symbol)) {
        throw new Refusal(
            ProblemCode.COMPILE_FAILED,
            "the sources have no function " + symbol + "; is the grammar's name right?");
      }
      return side.withRelocationExported();
    } catch (IndexOutOfBoundsException e) {
      throw malformed();
    }
  }

  /** Whether the bytes begin as a module does. */
  static boolean isModule(byte[] bytes) {
    return bytes.length > HEADER.length
        && Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length);
  }

  private static List<Section> split(byte[] module) throws Refusal {
    if (!isModule(module)) {
      throw malformed();
    }
    var cursor = new Cursor(module, HEADER.length);
    var sections = new ArrayList<Section>();
    while (!cursor.atEnd()) {
      int id = cursor.oneByte();
      sections.add(new Section(id, cursor.bytes(cursor.number())));
    }
    return sections;
  }

  private void checkDynamic() throws Refusal {
    Section first = sections.isEmpty() ? new Section(-1, new byte[0]) : sections.getFirst();
    if (first.id() != 0 || !new Cursor(first.content(), 0).name().equals("dylink.0")) {
      throw new Refusal(
          ProblemCode.COMPILE_FAILED,
          "the linker made no dylink.0 module; LLVM 13 or newer is needed");
    }
  }

  private Set<String> importedFunctions() throws Refusal {
    var names = new TreeSet<String>();
    for (Section section : sections) {
      if (section.id() != IMPORTS) {
        continue;
      }
      var cursor = new Cursor(section.content(), 0);
      for (int left = cursor.number(); left > 0; left--) {
        String module = cursor.name();
        String field = cursor.name();
        if (cursor.oneByte() == FUNCTION) {
          cursor.number();
          names.add(module.equals("env") ? field : module + "." + field);
        } else {
          cursor.skipImportType();
          if (!module.equals("env")) { // GOT.mem, GOT.func: symbols defined nowhere
            names.add(module + "." + field);
          }
        }
      }
    }
    return names;
  }

  private Set<String> exports() throws Refusal {
    var names = new TreeSet<String>();
    for (Section section : sections) {
      if (section.id() == EXPORTS) {
        var cursor = new Cursor(section.content(), 0);
        for (int left = cursor.number(); left > 0; left--) {
          names.add(cursor.name());
          cursor.oneByte();
          cursor.number();
        }
      }
    }
    return names;
  }

  private byte[] withRelocationExported() throws Refusal {
    var starts = sections.stream().filter(s -> s.id() == START).toList();
    boolean rewrite = !starts.isEmpty() && !exports().contains(RELOCATE);
    var out = new ByteArrayOutputStream();
    out.writeBytes(HEADER);
    for (Section section : sections) {
      if (rewrite && section.id() == START) {
        continue;
      }
      byte[] content =
          rewrite && section.id() == EXPORTS
              ? withExport(section.content(), starts.getFirst().content())
              : section.content();
      out.write(section.id());
      out.writeBytes(leb(content.length));
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static byte[] withExport(byte[] exports, byte[] functionIndex) throws Refusal {
    var cursor = new Cursor(exports, 0);
    int count = cursor.number();
    var out = new ByteArrayOutputStream();
    out.writeBytes(leb(count + 1));
    out.write(exports, cursor.at, exports.length - cursor.at);
    byte[] name = RELOCATE.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(leb(name.length));
    out.writeBytes(name);
    out.write(FUNCTION);
    out.writeBytes(functionIndex);
    return out.toByteArray();
  }

  private static byte[] leb(int value) {
    var out = new ByteArrayOutputStream();
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  private static Refusal malformed() {
    return new Refusal(ProblemCode.COMPILE_FAILED, "the linker's output is malformed");
  }

  /** Reads the primitives of the binary format; leaving the array is an exception. */
  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    boolean atEnd() {
      return at == bytes.length;
    }

    int oneByte() {
      return bytes[at++] & 0xff;
    }

    int number() throws Refusal {
      long value = 0;
      for (int shift = 0; shift < 35; shift += 7) {
        int b = oneByte();
        value |= (long) (b & 0x7f) << shift;
        if (b < 0x80) {
          if (value > Integer.MAX_VALUE) {
            throw malformed();
          }
          return (int) value;
        }
      }
      throw malformed();
    }

    byte[] bytes(int length) {
      if (length > bytes.length - at) {
        throw new IndexOutOfBoundsException(length);
      }
      byte[] part = Arrays.copyOfRange(bytes, at, at + length);
      at += length;
      return part;
    }

    String name() throws Refusal {
      return new String(bytes(number()), StandardCharsets.UTF_8);
    }

    /** The type of a table, a memory or a global; the kind byte was the last one read. */
    void skipImportType() throws Refusal {
      switch (bytes[at - 1]) {
        case 1 -> {
          oneByte();
          skipLimits();
        }
        case 2 -> skipLimits();
        case 3 -> {
          oneByte();
          oneByte();
        }
        default -> throw malformed();
      }
    }

    private void skipLimits() throws Refusal {
      int flags = oneByte();
      number();
      if ((flags & 1) != 0) {
        number();
      }
    }
  }
}
