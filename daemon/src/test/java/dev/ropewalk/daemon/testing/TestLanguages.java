package dev.ropewalk.daemon.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.daemon.config.GuestSettings;
import dev.ropewalk.daemon.extension.FactsQuery;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.treesitter.ClassFolders;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Real grammars with their real queries, from where the build put them. */
public final class TestLanguages implements LanguageRegistry, AutoCloseable {
  private static final GuestLimits LIMITS =
      new GuestLimits(16 << 20, 20_000, 4096, 10_000, Duration.ofSeconds(20), 16L << 20, 2, 256);

  /** Compiled classes are kept between the runs of a checkout, as a daemon keeps them. */
  private static final Path STORE = Path.of("target", "test-class-store").toAbsolutePath();

  private final TreeSitterHost host;
  private final Map<String, Language> languages = new ConcurrentHashMap<>();

  /** Makes a host of its own. */
  public TestLanguages(LoadListener listener) {
    Path runtime = npm().resolve("web-tree-sitter/web-tree-sitter.wasm");
    host =
        new TreeSitterHost(
            () -> Files.readAllBytes(runtime),
            LIMITS,
            GuestSettings.defaults().tuning(),
            ClassFolders.in(STORE),
            ModuleCompiler.IN_PROCESS,
            listener);
  }

  private static Path npm() {
    String folder = System.getProperty("ropewalk.test.npm", "");
    assumeTrue(
        !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
        "SKIPPED: no grammars at ropewalk.test.npm='" + folder + "'; build with Maven and npm");
    return Path.of(folder);
  }

  /** The host. */
  public TreeSitterHost host() {
    return host;
  }

  /** A language by its id. */
  public Language language(String id) {
    return languages.computeIfAbsent(id, this::make);
  }

  private Language make(String id) {
    Path folder =
        npm()
            .resolve(
                switch (id) {
                  case "tsx" -> "tree-sitter-typescript";
                  case "toml", "yaml" -> "@tree-sitter-grammars/tree-sitter-" + id;
                  default -> "tree-sitter-" + id;
                });
    Path module = folder.resolve("tree-sitter-" + id + ".wasm");
    Map<QueryKind, QuerySource> queries = new EnumMap<>(QueryKind.class);
    Path ours = Path.of(System.getProperty("ropewalk.test.queries", ""), id);
    for (QueryKind kind : QueryKind.values()) {
      String file = kind.name().toLowerCase(Locale.ROOT) + ".scm";
      for (Path place : List.of(ours.resolve(file), folder.resolve("queries").resolve(file))) {
        if (!queries.containsKey(kind) && Files.exists(place)) {
          queries.put(kind, new QuerySource(id + "/" + file, read(place)));
        }
      }
    }
    FactsQuery.of(id, queries).ifPresent(facts -> queries.put(QueryKind.FACTS, facts));
    var source =
        new GrammarSource(
            id, "test", () -> Files.readAllBytes(module), List.copyOf(queries.values()));
    return new Language(id, () -> "test", host.language(source), queries);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Language> find(String languageId, String uri, CharSequence beginning) {
    String id = languageId.isEmpty() ? ofName(uri) : languageId;
    return switch (id) {
      case "java", "python", "json", "javascript", "typescript", "go", "rust", "c", "css", "html" ->
          Optional.of(language(id));
      default -> Optional.empty();
    };
  }

  /** The language that the end of a file's name means. */
  private static String ofName(String uri) {
    return switch (uri.substring(uri.lastIndexOf('.') + 1)) {
      case "py" -> "python";
      case "js" -> "javascript";
      case "ts" -> "typescript";
      case "rs" -> "rust";
      case "h" -> "c";
      case "java", "go", "c", "json", "css", "html" -> uri.substring(uri.lastIndexOf('.') + 1);
      default -> "";
    };
  }

  @Override
  public void close() {
    host.close();
  }
}
