package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The encodings of the results of analyses. */
final class ResultCodecs {
  /** Deeper outlines are not built, so none is read. */
  private static final int MAX_DEPTH = 1_000;

  static final Codec<Diagnostics> DIAGNOSTICS =
      new RecordCodec<>("diagnostics/1", ResultCodecs::write, ResultCodecs::diagnostics);
  static final Codec<Outline> OUTLINE =
      new RecordCodec<>("outline/1", ResultCodecs::write, ResultCodecs::outline);
  static final Codec<Folds> FOLDS =
      new RecordCodec<>("folds/1", ResultCodecs::write, ResultCodecs::folds);
  static final Codec<Tokens> TOKENS =
      new RecordCodec<>("tokens/1", ResultCodecs::write, ResultCodecs::tokens);
  static final Codec<SelectionChain> SELECTION =
      new RecordCodec<>(
          "selection/1",
          (out, value) -> out.putInts(value.bounds(), value.bounds().length),
          in -> new SelectionChain(in.getInts()));
  static final Codec<Highlights> HIGHLIGHTS =
      new RecordCodec<>("highlights/1", ResultCodecs::write, ResultCodecs::highlights);
  static final Codec<Hovered> HOVER =
      new RecordCodec<>("hover/1", ResultCodecs::write, ResultCodecs::hover);
  static final Codec<Imports> IMPORTS =
      new RecordCodec<>("imports/1", ResultCodecs::write, ResultCodecs::imports);

  private ResultCodecs() {}

  private static void write(CanonicalWriter out, Imports value) {
    out.beginList(value.items().size());
    for (Imports.Found one : value.items()) {
      out.putString(one.style())
          .putString(one.target())
          .putString(one.name())
          .putInt(one.startUtf16())
          .putInt(one.endUtf16());
    }
  }

  private static Imports imports(CanonicalReader in) throws CanonicalException {
    List<Imports.Found> items = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      items.add(
          new Imports.Found(
              in.getString(), in.getString(), in.getString(), in.getInt(), in.getInt()));
    }
    return new Imports(items);
  }

  private static void write(CanonicalWriter out, Diagnostics value) {
    out.putBoolean(value.truncated()).beginList(value.items().size());
    for (Diagnostics.Item item : value.items()) {
      out.putInt(item.startUtf16())
          .putInt(item.endUtf16())
          .putString(item.code())
          .putString(item.message());
    }
  }

  private static Diagnostics diagnostics(CanonicalReader in) throws CanonicalException {
    boolean truncated = in.getBoolean();
    List<Diagnostics.Item> items = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      items.add(new Diagnostics.Item(in.getInt(), in.getInt(), in.getString(), in.getString()));
    }
    return new Diagnostics(items, truncated);
  }

  private static void write(CanonicalWriter out, Outline value) {
    symbols(out, value.roots());
  }

  private static void symbols(CanonicalWriter out, List<Outline.Symbol> symbols) {
    out.beginList(symbols.size());
    for (Outline.Symbol symbol : symbols) {
      out.putString(symbol.name())
          .putString(symbol.detail())
          .putString(symbol.kind().name())
          .putInt(symbol.startUtf16())
          .putInt(symbol.endUtf16())
          .putInt(symbol.nameStartUtf16())
          .putInt(symbol.nameEndUtf16());
      symbols(out, symbol.children());
    }
  }

  private static Outline outline(CanonicalReader in) throws CanonicalException {
    return new Outline(symbols(in, 0));
  }

  private static List<Outline.Symbol> symbols(CanonicalReader in, int depth)
      throws CanonicalException {
    if (depth > MAX_DEPTH) {
      throw new CanonicalException("an outline deeper than " + MAX_DEPTH);
    }
    List<Outline.Symbol> symbols = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      symbols.add(
          new Outline.Symbol(
              in.getString(),
              in.getString(),
              constant(SymbolKind.class, in),
              in.getInt(),
              in.getInt(),
              in.getInt(),
              in.getInt(),
              symbols(in, depth + 1)));
    }
    return symbols;
  }

  private static void write(CanonicalWriter out, Folds value) {
    out.beginList(value.ranges().size());
    for (Folds.Range range : value.ranges()) {
      out.putInt(range.startLine()).putInt(range.endLine()).putString(range.kind().name());
    }
    out.putInts(value.comments(), value.comments().length);
  }

  private static Folds folds(CanonicalReader in) throws CanonicalException {
    List<Folds.Range> ranges = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      ranges.add(new Folds.Range(in.getInt(), in.getInt(), constant(Folds.Kind.class, in)));
    }
    return new Folds(ranges, in.getInts());
  }

  private static void write(CanonicalWriter out, Tokens value) {
    byte[] modifiers = new byte[2 * value.count()];
    for (int i = 0; i < value.count(); i++) {
      modifiers[2 * i] = (byte) (value.modifiers()[i] >> 8);
      modifiers[2 * i + 1] = (byte) value.modifiers()[i];
    }
    out.putInts(value.startUtf16(), value.count())
        .putInts(value.endUtf16(), value.count())
        .putBytes(value.type())
        .putBytes(modifiers);
  }

  private static Tokens tokens(CanonicalReader in) throws CanonicalException {
    int[] start = in.getInts();
    int[] end = in.getInts();
    byte[] type = in.getBytes();
    byte[] written = in.getBytes();
    int count = start.length;
    if (end.length != count || type.length != count || written.length != 2 * count) {
      throw new CanonicalException(
          "columns of " + count + ", " + end.length + ", " + type.length + " tokens");
    }
    short[] modifiers = new short[count];
    for (int i = 0; i < count; i++) {
      modifiers[i] = (short) (written[2 * i] << 8 | (written[2 * i + 1] & 0xff));
    }
    return new Tokens(count, start, end, type, modifiers);
  }

  private static void write(CanonicalWriter out, Highlights value) {
    out.beginList(value.marks().size());
    for (Highlights.Mark mark : value.marks()) {
      out.putInt(mark.startUtf16()).putInt(mark.endUtf16()).putString(mark.kind().name());
    }
  }

  private static Highlights highlights(CanonicalReader in) throws CanonicalException {
    List<Highlights.Mark> marks = new ArrayList<>();
    for (int left = in.beginList(); left > 0; left--) {
      marks.add(new Highlights.Mark(in.getInt(), in.getInt(), constant(Highlights.Kind.class, in)));
    }
    return new Highlights(marks);
  }

  private static void write(CanonicalWriter out, Hovered value) {
    out.putBoolean(value.card().isPresent());
    value
        .card()
        .ifPresent(
            card ->
                out.putInt(card.startUtf16())
                    .putInt(card.endUtf16())
                    .putString(card.language())
                    .putString(card.code())
                    .putString(card.comment())
                    .putString(card.kind())
                    .putInt(card.line()));
  }

  private static Hovered hover(CanonicalReader in) throws CanonicalException {
    return new Hovered(
        in.getBoolean()
            ? Optional.of(
                new HoverCard(
                    in.getInt(),
                    in.getInt(),
                    in.getString(),
                    in.getString(),
                    in.getString(),
                    in.getString(),
                    in.getInt()))
            : Optional.empty());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, CanonicalReader in)
      throws CanonicalException {
    String name = in.getString();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new CanonicalException("no " + type.getSimpleName() + " is called " + name);
  }
}
