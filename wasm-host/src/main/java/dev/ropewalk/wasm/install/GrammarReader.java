package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the entries of one package's manifest into grammars. Belongs to one thread. */
final class GrammarReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");
  private static final Pattern ENTRY_POINT =
      Pattern.compile("TSLanguage\\s*\\*\\s*tree_sitter_([A-Za-z_][A-Za-z0-9_]{0,63})\\s*\\(");
  private static final int TAIL_BYTES = 1 << 16; // the entry point is a parser's last function

  private final PackageFolder folder;
  private final String packageName;
  private final Map<String, String> pathOfGrammar = new HashMap<>();
  private final LinkedHashSet<String> warnings = new LinkedHashSet<>();

  /**
   * @param packageName as the package states it, unchecked, possibly empty
   */
  GrammarReader(PackageFolder folder, String packageName) {
    this.folder = folder;
    this.packageName = packageName;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Reads one entry.
   *
   * @param siblings how many entries the manifest has
   */
  Grammar read(ManifestJson entry, int siblings) throws IOException, Refusal {
    String path = folder.normalise(entry.text("path").orElse("."));
    Optional<String> stated = entry.text("name");
    Optional<Path> wasm = Optional.empty();
    if (stated.isPresent()) {
      wasm = module(checkedName(entry, stated.get()), path);
    }
    Optional<GrammarSources> sources = wasm.isPresent() ? Optional.empty() : sources(path);
    Optional<String> compiled =
        sources.isPresent() ? entryPoint(sources.get().parser()) : Optional.empty();
    String name =
        checkedName(entry, stated.or(() -> compiled).orElseGet(() -> derivedName(path, siblings)));
    String symbol = compiled.orElse(name.replace('-', '_'));
    if (wasm.isEmpty()) {
      wasm = module(symbol, path);
    }
    pathOfGrammar.put(name, path);
    return new Grammar(
        name,
        symbol,
        entry.text("scope"),
        entry.texts("file-types").orElse(List.of()),
        entry.text("injection-regex"),
        entry.text("content-regex"),
        entry.text("first-line-regex"),
        wasm,
        queries(entry, name, path),
        wasm.isPresent() ? Optional.empty() : sources);
  }

  /**
   * Lets a grammar without a module use the module of another one of the same folder: they are one
   * parser under two names.
   */
  List<Grammar> shareModules(List<Grammar> grammars) {
    var shared = new ArrayList<Grammar>();
    for (Grammar grammar : grammars) {
      Optional<Grammar> twin =
          grammars.stream()
              .filter(g -> g.wasm().isPresent())
              .filter(g -> path(g).equals(path(grammar)))
              .findFirst();
      boolean borrows = grammar.wasm().isEmpty() && twin.isPresent();
      shared.add(borrows ? withModule(grammar, twin.get()) : grammar);
    }
    return shared;
  }

  private String path(Grammar grammar) {
    return pathOfGrammar.getOrDefault(grammar.name(), "");
  }

  private static Grammar withModule(Grammar grammar, Grammar twin) {
    return new Grammar(
        grammar.name(),
        twin.symbol(),
        grammar.scope(),
        grammar.fileTypes(),
        grammar.injectionRegex(),
        grammar.contentRegex(),
        grammar.firstLineRegex(),
        twin.wasm(),
        grammar.queries(),
        Optional.empty());
  }

  private static String checkedName(ManifestJson entry, String name) throws Refusal {
    if (!NAME.matcher(name).matches()) {
      throw entry.refuse("has a name that is not one: '" + Printable.of(name) + "'");
    }
    return name;
  }

  private Optional<Path> module(String name, String path) throws IOException, Refusal {
    for (String stem : List.of(name, name.replace('_', '-'), name.replace('-', '_'))) {
      for (String place : List.of(".", path)) {
        Optional<Path> file = folder.file(folder.join(place, "tree-sitter-" + stem + ".wasm"));
        if (file.isPresent()) {
          return file;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<GrammarSources> sources(String path) throws IOException, Refusal {
    Optional<Path> parser = folder.file(folder.join(path, "src/parser.c"));
    if (parser.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> scanner = Optional.empty();
    for (String suffix : List.of("c", "cc", "cpp", "cxx")) {
      if (scanner.isEmpty()) {
        scanner = folder.file(folder.join(path, "src/scanner." + suffix));
      }
    }
    Path parent = Objects.requireNonNull(parser.get().getParent());
    return Optional.of(new GrammarSources(parent, parser.get(), scanner));
  }

  /** The name in the last {@code tree_sitter_NAME(} of a generated parser. */
  private static Optional<String> entryPoint(Path parser) throws IOException {
    var tail = ByteBuffer.allocate(TAIL_BYTES);
    try (FileChannel channel = FileChannel.open(parser)) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      int read;
      do {
        read = channel.read(tail);
      } while (read >= 0 && tail.hasRemaining());
    }
    String text = new String(tail.array(), 0, tail.position(), StandardCharsets.ISO_8859_1);
    Matcher matcher = ENTRY_POINT.matcher(text);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1));
    }
    return last;
  }

  /** Older manifests state no name; the folder's, or for a single grammar the package's, has it. */
  private String derivedName(String path, int siblings) {
    String from = path.isEmpty() || siblings == 1 ? packageName : path;
    String last = from.substring(from.lastIndexOf('/') + 1);
    String stem = last.startsWith("tree-sitter-") ? last.substring("tree-sitter-".length()) : last;
    return stem.replace('-', '_');
  }

  private Map<QueryKind, List<Path>> queries(ManifestJson entry, String grammar, String path)
      throws IOException, Refusal {
    var queries = new EnumMap<QueryKind, List<Path>>(QueryKind.class);
    for (QueryKind kind : QueryKind.values()) {
      Optional<List<String>> listed =
          kind.isListed() ? entry.texts(kind.key()) : Optional.<List<String>>empty();
      List<Path> files =
          listed.isPresent() ? listed(listed.get(), grammar) : usual(kind.fileName(), path);
      if (!files.isEmpty()) {
        queries.put(kind, files);
      }
    }
    return queries;
  }

  private List<Path> listed(List<String> paths, String grammar) throws IOException, Refusal {
    var files = new ArrayList<Path>();
    for (String path : paths) {
      Optional<Path> file = folder.file(path);
      file.ifPresent(files::add);
      if (file.isEmpty()) {
        warnings.add(missing(path, grammar));
      }
    }
    return files;
  }

  private List<Path> usual(String fileName, String path) throws IOException, Refusal {
    for (String place : List.of(path, ".")) {
      Optional<Path> file = folder.file(folder.join(place, "queries/" + fileName));
      if (file.isPresent()) {
        return List.of(file.get());
      }
    }
    return List.of();
  }

  /** One warning for each absent package, however many of its queries are borrowed. */
  private static String missing(String path, String grammar) {
    Optional<String> lender = PackageFolder.lender(path);
    return lender.isPresent()
        ? "queries of "
            + Printable.of(lender.get())
            + " are borrowed, and it or one of them is missing; add npm:"
            + Printable.of(lender.get())
        : "the grammar '"
            + grammar
            + "' lists the query '"
            + Printable.of(path)
            + "', which is missing";
  }
}
