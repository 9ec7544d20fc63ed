package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.analysis.SymbolKind;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How facts and parts of them are written. Lists keep their order, which is that of the text. */
final class FactsCodec {
  private static final List<SymbolKind> KINDS = List.of(SymbolKind.values());
  private static final List<FileFacts.Reason> REASONS = List.of(FileFacts.Reason.values());
  private static final Map<SymbolKind, Integer> KIND_CODES = codes(KINDS);
  private static final Map<FileFacts.Reason, Integer> REASON_CODES = codes(REASONS);
  private static final int SYMBOL_NUMBERS = 10; // kind, container, two spans

  private FactsCodec() {}

  private static <E> Map<E, Integer> codes(List<E> values) {
    return IntStream.range(0, values.size()).boxed().collect(Collectors.toMap(values::get, i -> i));
  }

  /** Writes and reads one kind of value; the ends are seen to here. */
  abstract static class Canonical<V> implements Codec<V> {
    abstract void write(V value, CanonicalWriter out);

    abstract V read(CanonicalReader in) throws CanonicalException;

    @Override
    public final byte[] encode(V value) {
      var out = new CanonicalWriter();
      write(value, out);
      return out.toBytes();
    }

    @Override
    public final V decode(byte[] bytes) throws CanonicalException {
      var in = new CanonicalReader(bytes);
      V value;
      try {
        value = read(in);
      } catch (IllegalArgumentException e) {
        throw new CanonicalException("not a value: " + e.getMessage());
      }
      in.end();
      return value;
    }
  }

  static final Canonical<FileFacts> FACTS =
      new Canonical<>() {
        @Override
        void write(FileFacts value, CanonicalWriter out) {
          out.putInt(REASON_CODES.get(value.reason()));
          SYMBOLS.write(value.symbols(), out);
          putStrings(out, value.references().names());
          out.putInts(value.references().places(), value.references().places().length);
          IMPORTS.write(value.imports(), out);
        }

        @Override
        FileFacts read(CanonicalReader in) throws CanonicalException {
          FileFacts.Reason reason = REASONS.get(index(in.getInt(), REASONS.size()));
          List<FileFacts.Symbol> symbols = SYMBOLS.read(in);
          List<String> names = strings(in);
          int[] places = in.getInts();
          if (places.length % 3 != 0) {
            throw new IllegalArgumentException(places.length + " numbers of places");
          }
          return new FileFacts(
              reason, symbols, new FileFacts.References(names, places), IMPORTS.read(in));
        }
      };

  static final Canonical<List<FileFacts.Symbol>> SYMBOLS =
      new Canonical<>() {
        @Override
        void write(List<FileFacts.Symbol> value, CanonicalWriter out) {
          putStrings(out, value.stream().map(FileFacts.Symbol::name).toList());
          int[] numbers = new int[SYMBOL_NUMBERS * value.size()];
          for (int i = 0; i < value.size(); i++) {
            FileFacts.Symbol symbol = value.get(i);
            numbers[SYMBOL_NUMBERS * i] = KIND_CODES.get(symbol.kind());
            numbers[SYMBOL_NUMBERS * i + 1] = symbol.container();
            put(symbol.range(), numbers, SYMBOL_NUMBERS * i + 2);
            put(symbol.selection(), numbers, SYMBOL_NUMBERS * i + 6);
          }
          out.putInts(numbers, numbers.length);
        }

        @Override
        List<FileFacts.Symbol> read(CanonicalReader in) throws CanonicalException {
          List<String> names = strings(in);
          int[] numbers = in.getInts();
          if (numbers.length != SYMBOL_NUMBERS * names.size()) {
            throw new IllegalArgumentException(names.size() + " names, " + numbers.length);
          }
          var symbols = new ArrayList<FileFacts.Symbol>(names.size());
          for (int i = 0; i < names.size(); i++) {
            int at = SYMBOL_NUMBERS * i;
            int container = numbers[at + 1];
            if (container < -1 || container >= i) {
              throw new IllegalArgumentException("a container of " + container);
            }
            symbols.add(
                new FileFacts.Symbol(
                    names.get(i),
                    KINDS.get(index(numbers[at], KINDS.size())),
                    container,
                    span(numbers, at + 2),
                    span(numbers, at + 6)));
          }
          return List.copyOf(symbols);
        }
      };

  static final Canonical<List<FileFacts.Import>> IMPORTS =
      new Canonical<>() {
        @Override
        void write(List<FileFacts.Import> value, CanonicalWriter out) {
          out.beginList(value.size());
          int[] numbers = new int[4];
          for (FileFacts.Import one : value) {
            out.putString(one.style()).putString(one.target()).putString(one.name());
            put(one.span(), numbers, 0);
            out.putInts(numbers, 4);
          }
        }

        @Override
        List<FileFacts.Import> read(CanonicalReader in) throws CanonicalException {
          int count = in.beginList();
          var imports = new ArrayList<FileFacts.Import>();
          for (int i = 0; i < count; i++) {
            String style = in.getString();
            String target = in.getString();
            String name = in.getString();
            int[] numbers = in.getInts();
            if (numbers.length != 4) {
              throw new IllegalArgumentException("a span of " + numbers.length);
            }
            imports.add(new FileFacts.Import(style, target, name, span(numbers, 0)));
          }
          return List.copyOf(imports);
        }
      };

  static final Canonical<FileNames> NAMES =
      new Canonical<>() {
        @Override
        void write(FileNames value, CanonicalWriter out) {
          putStrings(out, value.names());
          int[] kinds = value.kinds().stream().mapToInt(KIND_CODES::get).toArray();
          out.putInts(kinds, kinds.length);
        }

        @Override
        FileNames read(CanonicalReader in) throws CanonicalException {
          List<String> names = strings(in);
          int[] kinds = in.getInts();
          if (kinds.length != names.size()) {
            throw new IllegalArgumentException(names.size() + " names, " + kinds.length);
          }
          return new FileNames(
              names,
              IntStream.of(kinds).mapToObj(kind -> KINDS.get(index(kind, KINDS.size()))).toList());
        }
      };

  static final Canonical<NameChunk> CHUNK =
      new Canonical<>() {
        @Override
        void write(NameChunk value, CanonicalWriter out) {
          putStrings(out, value.files());
          value.names().forEach(names -> NAMES.write(names, out));
        }

        @Override
        NameChunk read(CanonicalReader in) throws CanonicalException {
          List<String> files = strings(in);
          var names = new ArrayList<FileNames>();
          for (int i = 0; i < files.size(); i++) {
            names.add(NAMES.read(in));
          }
          return new NameChunk(files, names);
        }
      };

  static final Canonical<NameTree> TREE =
      new Canonical<>() {
        @Override
        void write(NameTree value, CanonicalWriter out) {
          putStrings(out, value.chunks());
          putStrings(out, value.trees());
          out.putBytes(value.digest()).putLong(value.symbols());
        }

        @Override
        NameTree read(CanonicalReader in) throws CanonicalException {
          return new NameTree(strings(in), strings(in), in.getBytes(), in.getLong());
        }
      };

  static final Canonical<List<String>> STRINGS =
      new Canonical<>() {
        @Override
        void write(List<String> value, CanonicalWriter out) {
          putStrings(out, value);
        }

        @Override
        List<String> read(CanonicalReader in) throws CanonicalException {
          return strings(in);
        }
      };

  static final Canonical<String> STRING =
      new Canonical<>() {
        @Override
        void write(String value, CanonicalWriter out) {
          out.putString(value);
        }

        @Override
        String read(CanonicalReader in) throws CanonicalException {
          return in.getString();
        }
      };

  private static void putStrings(CanonicalWriter out, List<String> values) {
    out.beginList(values.size());
    values.forEach(out::putString);
  }

  private static List<String> strings(CanonicalReader in) throws CanonicalException {
    int count = in.beginList();
    var values = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      values.add(in.getString());
    }
    return List.copyOf(values);
  }

  private static void put(FileFacts.Span span, int[] numbers, int at) {
    numbers[at] = span.startLine();
    numbers[at + 1] = span.startCharacter();
    numbers[at + 2] = span.endLine();
    numbers[at + 3] = span.endCharacter();
  }

  private static FileFacts.Span span(int[] numbers, int at) {
    return new FileFacts.Span(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]);
  }

  private static int index(int value, int count) {
    if (value < 0 || value >= count) {
      throw new IllegalArgumentException(value + " of " + count);
    }
    return value;
  }
}
