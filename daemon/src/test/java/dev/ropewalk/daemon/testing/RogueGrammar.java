package dev.ropewalk.daemon.testing;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ropewalk.daemon.config.ExtensionSettings;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.install.CGrammarCompiler;
import dev.ropewalk.wasm.install.GrammarSources;
import dev.ropewalk.wasm.install.HostEnvironment;
import dev.ropewalk.wasm.install.Outcome;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.treesitter.ClassFolders;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The grammar of TOML with an external scanner that misbehaves, built by this machine's clang. */
public enum RogueGrammar {
  /** The first parse of an instance is right; in every later one no line ends. */
  REMEMBERS(
      "void *tree_sitter_toml_external_scanner_create() { return NULL; }",
      """
      static unsigned parses = 0;
      void *tree_sitter_toml_external_scanner_create() { parses++; return NULL; }
      """,
      "if (lexer->lookahead == 0 || lexer->lookahead == '\\n') {",
      "if (parses > 1) { return false; }\n"),

  /** After a value, {@code @} never ends, and {@code !} traps. */
  FAILS(
      "",
      "",
      "if (lexer->lookahead == 0 || lexer->lookahead == '\\n') {",
      """
      if (lexer->lookahead == '@') { for (volatile unsigned spins = 0;; spins++) {} }
      if (lexer->lookahead == '!') { __builtin_trap(); }
      """);

  private static final int MAX_BYTES = 16 << 20;
  private static final Path STORE = Path.of("target", "test-class-store").toAbsolutePath();
  private static final Map<RogueGrammar, byte[]> BUILT = new EnumMap<>(RogueGrammar.class);

  private final String declaration;
  private final String state;
  private final String statement;
  private final String before;

  RogueGrammar(String declaration, String state, String statement, String before) {
    this.declaration = declaration;
    this.state = state;
    this.statement = statement;
    this.before = before;
  }

  /** A host with one instance for each grammar, which never refuses one for its offences. */
  public static TreeSitterHost host(Duration callBudget) {
    Path runtime = npm().resolve("web-tree-sitter/web-tree-sitter.wasm");
    var limits = new GuestLimits(MAX_BYTES, 20_000, 4096, 10_000, callBudget, 16L << 20, 1, 256);
    var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    var tuning =
        new LifeTuning(
            Duration.ofHours(1),
            Duration.ofHours(1),
            backoff,
            backoff,
            Integer.MAX_VALUE,
            Duration.ofMinutes(1));
    return new TreeSitterHost(
        () -> Files.readAllBytes(runtime),
        limits,
        tuning,
        ClassFolders.in(STORE),
        ModuleCompiler.IN_PROCESS,
        new LoadListener() {});
  }

  /** This grammar as a language without queries, loaded. */
  public Language in(TreeSitterHost host) {
    byte[] module = module();
    return load(host, "toml", () -> module);
  }

  /** A grammar as it was published, as a language without queries, loaded. */
  public static Language sound(TreeSitterHost host, String id) {
    Path module = npm().resolve("tree-sitter-" + id).resolve("tree-sitter-" + id + ".wasm");
    return load(host, id, () -> Files.readAllBytes(module));
  }

  private static Language load(TreeSitterHost host, String id, GrammarSource.ModuleBytes module) {
    var syntax = host.language(new GrammarSource(id, "test", module, List.of()));
    var unused = syntax.load().join(); // so that no budget of a call is spent on it
    return new Language(id, () -> "test", syntax, Map.of());
  }

  private static Path npm() {
    String folder = System.getProperty("ropewalk.test.npm", "");
    if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
      skip("no grammars at ropewalk.test.npm='" + folder + "'; build with Maven and npm");
    }
    return Path.of(folder);
  }

  private static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    System.err.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  private byte[] module() {
    for (String tool : List.of("clang", "wasm-ld")) {
      if (Stream.of(System.getenv("PATH").split(":"))
          .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
        skip(tool + " is not on the PATH: apt-get install clang lld");
      }
    }
    synchronized (BUILT) {
      return BUILT.computeIfAbsent(this, RogueGrammar::build);
    }
  }

  private static String replaced(String text, String what, String by) {
    String changed = text.replace(what, by);
    assertNotEquals(text, changed, "the scanner of TOML has changed: it lacks " + what);
    return changed;
  }

  private byte[] build() {
    try {
      Path published = npm().resolve("@tree-sitter-grammars/tree-sitter-toml/src");
      Path scratch = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rogue");
      Path src = Files.createDirectories(scratch.resolve("src/tree_sitter")).getParent();
      try (var headers = Files.list(published.resolve("tree_sitter"))) {
        for (Path header : headers.toList()) {
          Files.copy(header, src.resolve("tree_sitter").resolve(header.getFileName()));
        }
      }
      Path parser = Files.copy(published.resolve("parser.c"), src.resolve("parser.c"));
      String scanner = Files.readString(published.resolve("scanner.c"));
      if (!declaration.isEmpty()) {
        scanner = replaced(scanner, declaration, state);
      }
      scanner = replaced(scanner, statement, before + statement);
      Path patched = Files.writeString(src.resolve("scanner.c"), scanner);
      var compiler =
          new CGrammarCompiler(
              HostEnvironment.ofThisProcess(), ExtensionSettings.defaults().limits(MAX_BYTES));
      return switch (compiler.compile(
          new GrammarSources(src, parser, Optional.of(patched)), "toml", scratch)) {
        case Outcome.Done<byte[]> done -> done.value();
        case Outcome.Failed<byte[]> failed -> fail("" + failed.problem());
      };
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
