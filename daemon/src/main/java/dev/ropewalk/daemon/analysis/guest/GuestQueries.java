package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.RecordCodec;
import dev.ropewalk.daemon.analysis.index.FileFacts;
import dev.ropewalk.daemon.analysis.index.WorkspaceFacts;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Key;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.wasm.abi.AbiAnswer;
import dev.ropewalk.wasm.abi.AbiResult;
import dev.ropewalk.wasm.abi.AbiText;
import dev.ropewalk.wasm.abi.ByteRange;
import dev.ropewalk.wasm.abi.SymbolKind;
import dev.ropewalk.wasm.abi.World;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.NodeSpan;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What extensions answer, and what they read of documents and files. */
final class GuestQueries {
  /*
   *   placed(question) ── answer(question) ── nodes, imports, symbols, importers … of documents
   *         └───────────────────────────────── texts, to say where an answer stands
   *
   * `answer` is the extension's call. It reads what the extension asks for and nothing else: one that
   * asks for imports alone is not called again while a body is typed in, since `imports` of the
   * document come out the same. Where an answer stands in lines and characters depends on the text,
   * so that is a query of its own, which calls nobody.
   *
   * A document is its open text, in the view that is asked for, or else its file. Its tree is the one
   * that somebody holds, or one parsed for the purpose.
   *
   * No query below `answer` calls an extension of ours, so nothing waits in a circle for instances
   * (World). A failure is thrown, never a value.
   */
  /**
   * Nodes of one answer; a document of 8 MB has some millions, which no extension needs at once.
   */
  private static final int MAX_NODES = 65_536;

  /** Different tree-sitter queries of a language; each stays compiled in every instance. */
  private static final int MAX_QUERIES = 256;

  private static final int MAX_SYMBOLS = 10_000;

  private final Analyses analyses;
  private final WorkspaceFacts facts;
  private final Map<String, Map<String, QuerySource>> sources = new ConcurrentHashMap<>();

  final Query<AbiAnswer> answer = query("extensionAnswer", ANSWER, this::answer);
  final Query<PlacedAnswer> placed = query("placedAnswer", PlacedAnswer.CODEC, this::placed);
  private final Query<List<World.Node>> nodes = query("documentNodes", NODES, this::nodes);
  private final Query<FileFacts> bufferFacts =
      query("bufferFacts", WorkspaceFacts.CODEC, this::bufferFacts);
  private final Query<Optional<List<World.Import>>> imports =
      query("documentImports", IMPORTS, this::imports);
  private final Query<List<World.Found>> symbols = query("namedSymbols", SYMBOLS, this::symbols);
  private final Query<List<String>> importers = query("importers", STRINGS, this::importers);

  GuestQueries(Analyses analyses, WorkspaceFacts facts) {
    this.analyses = analyses;
    this.facts = facts;
  }

  /** All of them, for those who find queries by name. */
  List<Query<?>> all() {
    return List.of(answer, placed, nodes, bufferFacts, imports, symbols, importers);
  }

  private record GuestQuery<V>(String id, Codec<V> codec, Step<V> step) implements Query<V> {
    @Override
    public V compute(String argument, Reads reads) {
      return step.compute(argument, reads);
    }
  }

  private interface Step<V> {
    V compute(String argument, Reads reads);
  }

  private static <V> Query<V> query(String id, Codec<V> codec, Step<V> step) {
    return new GuestQuery<>(id, codec, step);
  }

  private AbiAnswer answer(String argument, Reads reads) {
    GuestQuestion question = GuestQuestion.parse(argument);
    Optional<Served> served = GuestSet.find(question.extension(), reads);
    return served.isEmpty()
        ? AbiAnswer.of(new byte[0])
        : served
            .get()
            .extension()
            .ask(question.request(), new RecordedWorld(question, served.get().senses(), reads));
  }

  /** The argument of {@link #placed}. */
  static String placedArgument(PositionEncoding encoding, GuestQuestion question) {
    return encoding.name() + "\n" + question.argument();
  }

  private PlacedAnswer placed(String argument, Reads reads) {
    int end = argument.indexOf('\n');
    PositionEncoding encoding = PositionEncoding.valueOf(argument.substring(0, end));
    String asked = argument.substring(end + 1);
    GuestQuestion question = GuestQuestion.parse(asked);
    AbiAnswer found = reads.get(answer, asked);
    GuestView view = question.view();
    DocumentPlace place = question.place();
    String content = buffer(view, place.path(), reads).map(Buffer::content).orElse("");
    Optional<Served> served = GuestSet.find(question.extension(), reads);
    if (found.size() == 0 || served.isEmpty()) {
      return new PlacedAnswer(found, content, List.of());
    }
    AbiResult result =
        served
            .get()
            .extension()
            .read(
                found,
                question.request(),
                name -> text(view, place, name, reads).map(RopeText::new));
    var marks = new Marks();
    marks.add(result, question.request().document());
    var texts = new ArrayList<PlacedAnswer.Places>();
    for (String name : marks.documents()) {
      texts.add(
          places(
              name,
              place.pathOf(name).orElseThrow(),
              marks.offsets(name),
              text(view, place, name, reads).orElseThrow(),
              encoding));
    }
    return new PlacedAnswer(found, content, texts);
  }

  private static PlacedAnswer.Places places(
      String name, String path, int[] bytes, Text text, PositionEncoding encoding) {
    int[] units = new int[bytes.length];
    Arrays.setAll(
        units, i -> text.convert(bytes[i], PositionEncoding.UTF_8, PositionEncoding.UTF_16));
    int[] lines = new int[bytes.length];
    int[] characters = new int[bytes.length];
    text.positionsOf(units, units.length, encoding, lines, characters);
    return new PlacedAnswer.Places(name, path, bytes, lines, characters);
  }

  private static Optional<Buffer> buffer(GuestView view, String path, Reads reads) {
    return reads.input(Buffers.key(view, path), Buffer.class);
  }

  private static Set<String> open(GuestView view, Reads reads) {
    return reads
        .input(Buffers.open(view), Buffers.Paths.class)
        .map(paths -> Set.copyOf(paths.sorted()))
        .orElse(Set.of());
  }

  private Optional<Text> text(GuestView view, DocumentPlace place, String name, Reads reads) {
    return place.pathOf(name).flatMap(path -> textAt(view, path, reads));
  }

  private Optional<Text> textAt(GuestView view, String path, Reads reads) {
    Optional<Buffer> buffer = buffer(view, path, reads);
    return buffer.isPresent()
        ? buffer.map(known -> known.snapshot().text())
        : facts.text(path, reads);
  }

  private FileFacts bufferFacts(String argument, Reads reads) {
    Optional<Buffer> buffer = Buffers.of(argument, reads);
    Language language = buffer.map(Buffer::language).orElse(null);
    return buffer.isEmpty() || language == null || buffer.get().snapshot().session() == null
        ? FileFacts.none(FileFacts.Reason.NO_LANGUAGE)
        : facts.of(buffer.get().snapshot().text(), language, analyses, reads);
  }

  /** An argument about a document: the view, its place, and more. */
  private record Place(GuestView view, DocumentPlace place, List<String> more) {
    static String argument(GuestView view, DocumentPlace place, String... more) {
      var parts = new ArrayList<>(List.of(view.name(), place.root(), place.path(), place.name()));
      parts.addAll(List.of(more));
      return parts.stream().map(Key::onOneLine).collect(Collectors.joining("\n"));
    }

    static Place parse(String argument) {
      List<String> parts = List.of(argument.split("\n", -1)).stream().map(Key::asItWas).toList();
      return new Place(
          GuestView.named(parts.get(0)),
          new DocumentPlace(parts.get(1), parts.get(2), parts.get(3)),
          parts.subList(4, parts.size()));
    }
  }

  private List<World.Node> nodes(String argument, Reads reads) {
    Place asked = Place.parse(argument);
    String path = asked.place().path();
    Optional<Buffer> buffer = buffer(asked.view(), path, reads);
    Optional<Text> found = textAt(asked.view(), path, reads);
    Optional<Language> parsed =
        buffer.isPresent()
            ? buffer.filter(b -> b.snapshot().session() != null).map(Buffer::language)
            : facts.language(path, reads);
    if (found.isEmpty() || parsed.isEmpty()) {
      return List.of();
    }
    Text text = found.get();
    Language language = parsed.get();
    int from = units(text, Integer.parseInt(asked.more().get(0)));
    int to = units(text, Integer.parseInt(asked.more().get(1)));
    String query = asked.more().get(2);
    List<NodeSpan> spans =
        query.isEmpty()
            ? analyses.readTree(text, language, reads, tree -> tree.named(from, to, MAX_NODES))
            : captured(text, language, source(language, query), from, to, reads);
    return nested(spans, text);
  }

  private List<NodeSpan> captured(
      Text text, Language language, QuerySource query, int from, int to, Reads reads) {
    Captures captures =
        analyses.readTree(
            text, language, reads, (SyntaxTree tree) -> tree.captures(query, from, to));
    var spans = new ArrayList<NodeSpan>();
    for (int i = 0; i < Math.min(captures.count(), MAX_NODES); i++) {
      spans.add(
          new NodeSpan(
              captures.names().get(captures.name()[i]),
              true,
              captures.startUtf16()[i],
              captures.endUtf16()[i]));
    }
    return spans;
  }

  private QuerySource source(Language language, String query) {
    var known = sources.computeIfAbsent(language.cacheKey(), key -> new ConcurrentHashMap<>());
    if (known.size() >= MAX_QUERIES && !known.containsKey(query)) {
      throw new GuestException(
          GuestException.Code.BAD_QUERY,
          "Extensions asked more than "
              + MAX_QUERIES
              + " different tree-sitter queries of "
              + language.id()
              + "; ask with the same text each time");
    }
    return known.computeIfAbsent(
        query, text -> new QuerySource(language.id() + "/extension", text));
  }

  /** Gives each node its depth: how many before it contain it. */
  private static List<World.Node> nested(List<NodeSpan> spans, Text text) {
    var nodes = new ArrayList<World.Node>(spans.size());
    var around = new ArrayDeque<NodeSpan>();
    for (NodeSpan span : spans) {
      while (!around.isEmpty() && !isAround(around.peek(), span)) {
        around.pop();
      }
      nodes.add(
          new World.Node(
              span.type(),
              around.size(),
              new ByteRange(bytes(text, span.startUtf16()), bytes(text, span.endUtf16()))));
      around.push(span);
    }
    return nodes;
  }

  private static boolean isAround(NodeSpan outer, NodeSpan inner) {
    return outer.endUtf16() >= inner.endUtf16() && outer.endUtf16() > inner.startUtf16();
  }

  private static int bytes(Text text, int units) {
    return text.convert(units, PositionEncoding.UTF_16, PositionEncoding.UTF_8);
  }

  private static int units(Text text, int bytes) {
    return text.convert(
        Math.min(bytes, text.lengthBytes()), PositionEncoding.UTF_8, PositionEncoding.UTF_16);
  }

  private static ByteRange range(Text text, FileFacts.Span span) {
    int from = bytes(text, offset(text, span.startLine(), span.startCharacter()));
    int to = bytes(text, offset(text, span.endLine(), span.endCharacter()));
    return new ByteRange(from, Math.max(from, to));
  }

  /** An offset; the end of the text when its file has just become shorter. */
  private static int offset(Text text, int line, int character) {
    return line >= text.lineCount()
        ? text.lengthUtf16()
        : text.offsetOf(new Position(line, character), PositionEncoding.UTF_16);
  }

  private Optional<List<World.Import>> imports(String argument, Reads reads) {
    Place asked = Place.parse(argument);
    String path = asked.place().path();
    Optional<Text> found = textAt(asked.view(), path, reads);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<World.Import> all = new ArrayList<>();
    for (FileFacts.Import one : importsOf(asked.view(), path, reads)) {
      String name = one.name().isEmpty() ? "" : " " + one.name();
      all.add(
          new World.Import(
              one.target() + name,
              facts.target(path, one, reads).flatMap(asked.place()::nameOf),
              range(found.get(), one.span())));
    }
    return Optional.of(all);
  }

  private List<FileFacts.Import> importsOf(GuestView view, String path, Reads reads) {
    return buffer(view, path, reads).isPresent()
        ? reads.get(bufferFacts, view.name() + "\n" + path).imports()
        : facts.imports(path, reads);
  }

  private List<World.Found> symbols(String argument, Reads reads) {
    Place asked = Place.parse(argument);
    String prefix = asked.more().get(0);
    int most = Math.min(MAX_SYMBOLS, Integer.parseInt(asked.more().get(1)));
    String root = asked.place().root();
    if (root.isEmpty()) {
      return List.of();
    }
    Set<String> open = open(asked.view(), reads);
    var all = new ArrayList<>(facts.symbols(root, prefix, open::contains, most, reads));
    for (String path : new TreeSet<>(open)) {
      if (asked.place().nameOf(path).isPresent()) {
        reads.get(bufferFacts, asked.view().name() + "\n" + path).symbols().stream()
            .filter(symbol -> symbol.name().startsWith(prefix))
            .forEach(symbol -> all.add(new WorkspaceFacts.Located(path, symbol)));
      }
    }
    all.sort(WorkspaceFacts.Located.ORDER);
    var found = new ArrayList<World.Found>();
    for (WorkspaceFacts.Located one : all.subList(0, Math.min(most, all.size()))) {
      Optional<Text> text = textAt(asked.view(), one.path(), reads);
      Optional<String> name = asked.place().nameOf(one.path());
      if (text.isPresent() && name.isPresent()) {
        found.add(
            new World.Found(
                one.symbol().name(),
                SymbolKind.valueOf(one.symbol().kind().name()),
                name.get(),
                range(text.get(), one.symbol().selection())));
      }
    }
    return found;
  }

  private List<String> importers(String argument, Reads reads) {
    Place asked = Place.parse(argument);
    DocumentPlace place = asked.place();
    if (place.root().isEmpty()) {
      return List.of();
    }
    Set<String> open = open(asked.view(), reads);
    var paths = new TreeSet<String>(facts.importers(place.root(), place.path(), reads));
    paths.removeAll(open);
    for (String path : open) {
      boolean does =
          place.nameOf(path).isPresent()
              && importsOf(asked.view(), path, reads).stream()
                  .anyMatch(
                      one ->
                          facts.target(path, one, reads).filter(place.path()::equals).isPresent());
      if (does) {
        paths.add(path);
      }
    }
    return paths.stream().map(place::nameOf).flatMap(Optional::stream).sorted().toList();
  }

  /** The world as one call sees it; each question is a read of the call's query. */
  private final class RecordedWorld implements World {
    private final GuestView view;
    private final DocumentPlace place;
    private final String extension;
    private final Senses senses;
    private final Reads reads;

    RecordedWorld(GuestQuestion question, Senses senses, Reads reads) {
      view = question.view();
      place = question.place();
      extension = question.extension();
      this.senses = senses;
      this.reads = reads;
    }

    private Optional<DocumentPlace> other(String document) {
      return place.pathOf(document).map(path -> new DocumentPlace(place.root(), path, document));
    }

    @Override
    public Optional<AbiText> text(String document) {
      return GuestQueries.this.text(view, place, document, reads).map(RopeText::new);
    }

    @Override
    public List<Node> nodes(String document, ByteRange range, String query) {
      return other(document)
          .map(
              at ->
                  reads.get(
                      nodes,
                      Place.argument(
                          view,
                          at,
                          Integer.toString(range.from()),
                          Integer.toString(range.to()),
                          query)))
          .orElse(List.of());
    }

    @Override
    public List<Found> symbols(String prefix, int limit) {
      // Whose question it is does not matter but for the root.
      var anywhere = new DocumentPlace(place.root(), "", "");
      return reads.get(
          symbols, Place.argument(view, anywhere, prefix, Integer.toString(Math.max(0, limit))));
    }

    @Override
    public Optional<List<Import>> imports(String document) {
      return other(document).flatMap(at -> reads.get(imports, Place.argument(view, at)));
    }

    @Override
    public List<String> importers(String document) {
      return other(document)
          .map(at -> reads.get(importers, Place.argument(view, at)))
          .orElse(List.of());
    }

    @Override
    public List<String> files(String glob) {
      if (place.root().isEmpty()) {
        return List.of();
      }
      try {
        return facts.files(place.root(), glob, reads).stream()
            .map(place::nameOf)
            .flatMap(Optional::stream)
            .sorted()
            .toList();
      } catch (IllegalArgumentException e) {
        throw new GuestException(
            GuestException.Code.BAD_ANSWER,
            "The extension asked for files that match \"" + glob + "\", which is no glob",
            e);
      }
    }

    @Override
    public Optional<String> configuration(String key) {
      return GuestSet.setting(view.owner(), extension, key, reads);
    }

    @Override
    public Optional<Time> time() {
      return sensed(senses.clock()).map(Supplier::get);
    }

    @Override
    public Optional<byte[]> random(int count) {
      return sensed(senses.random()).map(granted -> granted.apply(count));
    }

    /** What is used is of its moment; what was not granted is absent for ever. */
    private <T> Optional<T> sensed(Optional<T> granted) {
      if (granted.isPresent()) {
        reads.untracked();
      }
      return granted;
    }

    @Override
    public void interpreted() {
      reads.untracked();
    }

    @Override
    public boolean isCancelled() {
      return reads.isCancelled();
    }
  }

  /** The byte offsets that a result has in each document. */
  private static final class Marks {
    private final Map<String, TreeSet<Integer>> offsets = new TreeMap<>();

    List<String> documents() {
      return List.copyOf(offsets.keySet());
    }

    int[] offsets(String document) {
      return offsets.get(document).stream().mapToInt(Integer::intValue).toArray();
    }

    private void add(String document, ByteRange range) {
      add(document, range.from());
      add(document, range.to());
    }

    private void add(String document, int offset) {
      offsets.computeIfAbsent(document, name -> new TreeSet<>()).add(offset);
    }

    private void add(List<AbiResult.Edit> edits) {
      edits.forEach(edit -> add(edit.document(), edit.range()));
    }

    private void add(AbiResult.Location location) {
      add(location.document(), location.range());
    }

    void add(AbiResult result, String own) {
      switch (result) {
        case AbiResult.None none -> {}
        case AbiResult.Diagnostics found ->
            found
                .items()
                .forEach(
                    item -> {
                      add(own, item.range());
                      item.related().forEach(related -> add(related.location()));
                    });
        case AbiResult.Completions found -> found.items().forEach(item -> add(own, item.range()));
        case AbiResult.Hover hover -> add(own, hover.range());
        case AbiResult.Symbols found ->
            found
                .items()
                .forEach(
                    symbol -> {
                      add(own, symbol.range());
                      add(own, symbol.name());
                    });
        case AbiResult.Locations found -> found.items().forEach(this::add);
        case AbiResult.CodeActions found -> found.items().forEach(action -> add(action.edits()));
        case AbiResult.CommandDone done -> add(done.edits());
        case AbiResult.InlayHints found -> found.items().forEach(hint -> add(own, hint.offset()));
        case AbiResult.Formatted formatted -> add(formatted.edits());
      }
    }
  }

  private static final Codec<AbiAnswer> ANSWER =
      new RecordCodec<>(
          "extensionAnswer/1",
          (out, value) -> out.putBytes(value.bytes()),
          in -> AbiAnswer.of(in.getBytes()));

  private static final Codec<List<String>> STRINGS =
      new RecordCodec<>(
          "names/1",
          (out, value) -> {
            out.beginList(value.size());
            value.forEach(out::putString);
          },
          in -> {
            var all = new ArrayList<String>();
            for (int left = in.beginList(); left > 0; left--) {
              all.add(in.getString());
            }
            return List.copyOf(all);
          });

  private static void put(CanonicalWriter out, ByteRange range) {
    out.putInt(range.from()).putInt(range.to());
  }

  private static ByteRange range(CanonicalReader in) throws CanonicalException {
    try {
      return new ByteRange(in.getInt(), in.getInt());
    } catch (IllegalArgumentException e) {
      throw new CanonicalException(String.valueOf(e.getMessage()));
    }
  }

  private static final Codec<List<World.Node>> NODES =
      new RecordCodec<>(
          "nodes/1",
          (out, value) -> {
            out.beginList(value.size());
            for (World.Node node : value) {
              put(out.putString(node.name()).putInt(node.depth()), node.range());
            }
          },
          in -> {
            var all = new ArrayList<World.Node>();
            for (int left = in.beginList(); left > 0; left--) {
              all.add(new World.Node(in.getString(), in.getInt(), range(in)));
            }
            return List.copyOf(all);
          });

  private static final Codec<Optional<List<World.Import>>> IMPORTS =
      new RecordCodec<>(
          "imports/1",
          (out, value) -> {
            out.putBoolean(value.isPresent());
            List<World.Import> all = value.orElse(List.of());
            out.beginList(all.size());
            for (World.Import one : all) {
              put(out.putString(one.written()).putString(one.document().orElse("")), one.range());
            }
          },
          in -> {
            boolean present = in.getBoolean();
            var all = new ArrayList<World.Import>();
            for (int left = in.beginList(); left > 0; left--) {
              String written = in.getString();
              String document = in.getString();
              all.add(
                  new World.Import(
                      written,
                      document.isEmpty() ? Optional.empty() : Optional.of(document),
                      range(in)));
            }
            return present ? Optional.of(List.copyOf(all)) : Optional.empty();
          });

  private static final Map<Integer, SymbolKind> KINDS =
      Arrays.stream(SymbolKind.values())
          .collect(Collectors.toUnmodifiableMap(SymbolKind::number, kind -> kind));

  private static final Codec<List<World.Found>> SYMBOLS =
      new RecordCodec<>(
          "symbols/1",
          (out, value) -> {
            out.beginList(value.size());
            for (World.Found one : value) {
              put(
                  out.putString(one.name()).putInt(one.kind().number()).putString(one.document()),
                  one.range());
            }
          },
          in -> {
            var all = new ArrayList<World.Found>();
            for (int left = in.beginList(); left > 0; left--) {
              String name = in.getString();
              SymbolKind kind = KINDS.get(in.getInt());
              if (kind == null) {
                throw new CanonicalException("an unknown kind of symbol");
              }
              all.add(new World.Found(name, kind, in.getString(), range(in)));
            }
            return List.copyOf(all);
          });
}
