package dev.ropewalk.wasm.module;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module as data: the sections of the binary format, in lists that a linker may change. Index
 * spaces are those of the specification: imported entries come first.
 */
public final class WasmBinary {
  public static final int I32 = 0x7f;
  public static final int I64 = 0x7e;
  public static final int FUNCREF = 0x70;
  public static final int VOID_BLOCK = 0x40;

  /** What an import or export is of. */
  public enum Kind {
    FUNCTION(0),
    TABLE(1),
    MEMORY(2),
    GLOBAL(3);

    /** The byte of the binary format. */
    final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The kind of a byte of the binary format. */
    static Kind of(int code) {
      return switch (code) {
        case 0 -> FUNCTION;
        case 1 -> TABLE;
        case 2 -> MEMORY;
        case 3 -> GLOBAL;
        default -> throw ByteReader.refused("imports or exports something of kind " + code);
      };
    }
  }

  /** A function type: value type bytes of parameters and results. */
  public record FuncType(List<Integer> params, List<Integer> results) {}

  /** Sizes of a table or a memory; {@code max} is -1 when there is none. */
  public record Limits(long min, long max) {}

  /** A table type. */
  public record TableType(int element, Limits limits) {}

  /** A global's type. */
  public record GlobalType(int value, boolean mutable) {}

  /** An import; exactly the field for its kind is meaningful. */
  public record Import(
      String module,
      String name,
      Kind kind,
      int typeIndex,
      @Nullable TableType table,
      @Nullable Limits memory,
      @Nullable GlobalType global) {}

  /** A defined function: its type, its local declarations' value types, and its instructions. */
  public record Function(int typeIndex, List<Integer> locals, byte[] code) {}

  /** A defined global with its initialiser, {@code end} included. */
  public record Global(GlobalType type, byte[] init) {}

  /** An export. */
  public record Export(String name, Kind kind, int index) {}

  /** An active element segment of table 0. */
  public record Element(byte[] offset, List<Integer> functions) {}

  /** A data segment; {@code offset} is null for a passive one. */
  public record Data(byte @Nullable [] offset, byte[] bytes) {}

  /** What {@code dylink.0} says a side module needs; alignments are powers of two. */
  public record DynamicLink(int memorySize, int memoryAlign, int tableSize, int tableAlign) {}

  public final List<FuncType> types = new ArrayList<>();
  public final List<Import> imports = new ArrayList<>();
  public final List<Function> functions = new ArrayList<>();
  public final List<TableType> tables = new ArrayList<>();
  public final List<Limits> memories = new ArrayList<>();
  public final List<Global> globals = new ArrayList<>();
  public final List<Export> exports = new ArrayList<>();
  public final List<Element> elements = new ArrayList<>();
  public final List<Data> data = new ArrayList<>();
  public int start = -1;
  public @Nullable DynamicLink dynamicLink;

  /** How many imports are of a kind. */
  public int imported(Kind kind) {
    int count = 0;
    for (Import entry : imports) {
      if (entry.kind() == kind) {
        count++;
      }
    }
    return count;
  }

  /** The index of a type equal to the given one, which is added when it is new. */
  public int typeIndex(FuncType type) {
    int index = types.indexOf(type);
    if (index < 0) {
      types.add(type);
      index = types.size() - 1;
    }
    return index;
  }

  /** The type of a function, imported or defined. */
  public FuncType typeOf(int functionIndex) {
    int left = functionIndex;
    for (Import entry : imports) {
      if (entry.kind() == Kind.FUNCTION && left-- == 0) {
        return types.get(entry.typeIndex());
      }
    }
    return types.get(functions.get(left).typeIndex());
  }
}
