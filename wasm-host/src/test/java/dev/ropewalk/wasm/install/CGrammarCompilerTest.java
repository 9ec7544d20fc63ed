package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.registry.Backoff;
import dev.ropewalk.wasm.registry.LifeTuning;
import dev.ropewalk.wasm.treesitter.ClassFolders;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import dev.ropewalk.wasm.treesitter.TreeSitterHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CGrammarCompilerTest {
  private static final LifeTuning TUNING =
      new LifeTuning(
          Duration.ofHours(1),
          Duration.ofHours(1),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10)),
          new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(30)),
          5,
          Duration.ofMinutes(1));

  private static final String PARSER =
      """
      #include <stdint.h>
      #include <stdlib.h>
      typedef struct { uint32_t version; const uint16_t *table; void *(*create)(void); } Language;
      void *tree_sitter_tiny_external_scanner_create(void);
      static const uint16_t table[] = {1, 2, 3};
      const Language *tree_sitter_tiny(void) {
        static const Language language = {14, table, tree_sitter_tiny_external_scanner_create};
        return &language;
      }
      """;

  @TempDir Path folder;

  private static void needsClang() {
    Fixtures.tool("clang", "apt-get install clang lld");
    Fixtures.tool("wasm-ld", "apt-get install clang lld");
  }

  private GrammarSources sources(String parser, String scannerName, String scanner)
      throws IOException {
    Path src = Files.createDirectories(folder.resolve("src"));
    Path parserFile = Files.writeString(src.resolve("parser.c"), parser);
    return new GrammarSources(
        src,
        parserFile,
        scanner.isEmpty()
            ? Optional.empty()
            : Optional.of(Files.writeString(src.resolve(scannerName), scanner)));
  }

  private Outcome<byte[]> compile(GrammarSources sources, String symbol) throws IOException {
    return compile(sources, symbol, HostEnvironment.ofThisProcess());
  }

  private Outcome<byte[]> compile(
      GrammarSources sources, String symbol, HostEnvironment environment) throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    return new CGrammarCompiler(environment, Fixtures.LIMITS).compile(sources, symbol, scratch);
  }

  private static Set<String> imports(WasmModule module) {
    var names = new TreeSet<String>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      var each = module.importSection().getImport(i);
      names.add(each.module() + "." + each.name());
    }
    return names;
  }

  private static Set<String> exports(WasmModule module) {
    var names = new TreeSet<String>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      names.add(module.exportSection().getExport(i).name());
    }
    return names;
  }

  @Test
  void a_tiny_grammar_becomes_a_side_module() throws IOException {
    needsClang();
    String scanner =
        """
        #include <stdlib.h>
        #include <wctype.h>
        void *tree_sitter_tiny_external_scanner_create(void) {
          char *state = calloc(1, 4096);
          state[0] = iswspace((wint_t)state[1]) != 0;
          return state;
        }
        """;
    byte[] module = Fixtures.done(compile(sources(PARSER, "scanner.c", scanner), "tiny"));
    WasmModule parsed = Parser.parse(module);
    var expected = new TreeSet<>(imports(parsed));
    expected.remove("env.__stack_pointer"); // only when something is on the stack
    assertEquals(
        Set.of(
            "env.memory",
            "env.__indirect_function_table",
            "env.__memory_base",
            "env.__table_base",
            "env.calloc",
            "env.iswspace"),
        expected);
    assertEquals(
        Set.of("tree_sitter_tiny", "__wasm_call_ctors", "__wasm_apply_data_relocs"),
        exports(parsed));
    assertEquals("dylink.0", parsed.customSections().getFirst().name());
    assertTrue(parsed.startSection().isEmpty());
    byte[] again = Fixtures.done(compile(sources(PARSER, "scanner.c", scanner), "tiny"));
    assertEquals(PackageFiles.sha256(module), PackageFiles.sha256(again));
  }

  @Test
  void our_headers_do_what_the_c_library_does() throws IOException {
    needsClang();
    String checks;
    try (InputStream in = CGrammarCompilerTest.class.getResourceAsStream("library_checks.c")) {
      checks = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    byte[] module = Fixtures.done(compile(sources(checks, "", ""), "checks"));
    assertEquals(0, GuestLibrary.call(module, "tree_sitter_checks"), "line of the failed check");
  }

  @Test
  void the_functions_that_are_offered_are_those_of_the_runtime() {
    Path runtime = Fixtures.defaultPackages().resolve("web-tree-sitter/web-tree-sitter.wasm");
    var missing = new HashSet<>(CGrammarCompiler.AVAILABLE);
    missing.removeAll(exports(Parser.parse(runtime)));
    assertEquals(Set.of("abort", "__assert_fail"), missing);
  }

  @Test
  void a_real_grammar_compiles_from_its_sources_and_parses() throws Exception {
    needsClang();
    byte[] module = compiled("@tree-sitter-grammars/tree-sitter-toml", "toml");
    Path runtime = Fixtures.defaultPackages().resolve("web-tree-sitter/web-tree-sitter.wasm");
    var limits =
        new GuestLimits(16 << 20, 20_000, 4096, 10_000, Duration.ofSeconds(60), 16L << 20, 1, 256);
    try (var host =
            new TreeSitterHost(
                () -> Files.readAllBytes(runtime),
                limits,
                TUNING,
                ClassFolders.NONE,
                ModuleCompiler.IN_PROCESS,
                new LoadListener() {});
        SyntaxSession session =
            host.language(new GrammarSource("toml", "test", () -> module, List.of())).open()) {
      session.edit(1, new StringText("[a]\nb = [1, \"x\"]\n"), List.of());
      assertFalse(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
      session.edit(2, new StringText("[a\n"), List.of());
      assertTrue(session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join());
    }
  }

  @Test
  void both_markdown_grammars_compile() throws Exception {
    boolean wanted = "true".equals(System.getenv("CI")) || Boolean.getBoolean("ropewalk.slow");
    Assumptions.assumeTrue(wanted, "SKIPPED: takes half a minute; -Dropewalk.slow=true runs it");
    needsClang();
    for (String name : List.of("markdown", "markdown_inline")) {
      byte[] module = compiled("@tree-sitter-grammars/tree-sitter-markdown", name);
      assertTrue(exports(Parser.parse(module)).contains("tree_sitter_" + name));
    }
  }

  /** Compiles a grammar of a default package from a copy without the published module. */
  private byte[] compiled(String packageName, String grammarName) throws Exception {
    Path copy = Files.createDirectories(folder.resolve("copy-" + grammarName));
    PackageFiles.copy(
        Fixtures.defaultPackages().resolve(packageName), copy, Fixtures.LIMITS.unpack());
    try (var files = Files.list(copy)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".wasm")).toList()) {
        Files.delete(file);
      }
    }
    Grammar grammar =
        Fixtures.done(GrammarPackage.read(copy, n -> Optional.empty(), Fixtures.LIMITS))
            .grammars()
            .stream()
            .filter(g -> g.name().equals(grammarName))
            .findFirst()
            .orElseThrow();
    assertTrue(grammar.needsCompile());
    return Fixtures.done(compile(grammar.sources().orElseThrow(), grammar.symbol()));
  }

  @Test
  void an_error_of_the_compiler_is_shown_from_its_end() throws IOException {
    needsClang();
    String message =
        Fixtures.failed(
            ProblemCode.COMPILE_FAILED,
            compile(sources("int x = 1;\nint broken(void) { return y; }\n", "", ""), "tiny"));
    assertTrue(message.contains("could not compile parser.c"), message);
    assertTrue(message.contains("parser.c:2:"), message);
    assertTrue(message.length() < 3_000, message);
  }

  @Test
  void a_function_that_guests_do_not_have_is_named() throws IOException {
    needsClang();
    String undeclared =
        """
        #include <stdio.h>
        void *tree_sitter_tiny_external_scanner_create(void) {
          static char b[9];
          snprintf(b, 9, "x");
          return b;
        }
        """;
    String message =
        Fixtures.failed(
            ProblemCode.COMPILE_FAILED, compile(sources(PARSER, "scanner.c", undeclared), "tiny"));
    assertTrue(message.contains("snprintf"), message);
    String declared =
        "extern int system(const char *);\n"
            + "void *tree_sitter_tiny_external_scanner_create(void) {"
            + " return (void *)system(\"x\"); }\n";
    message =
        Fixtures.failed(
            ProblemCode.COMPILE_FAILED, compile(sources(PARSER, "scanner.c", declared), "tiny"));
    assertTrue(message.contains("do not have here: system"), message);
  }

  @Test
  void a_wrong_name_of_the_grammar_is_said() throws IOException {
    needsClang();
    String message =
        Fixtures.failed(
            ProblemCode.COMPILE_FAILED,
            compile(sources("int tree_sitter_other(void) { return 1; }", "", ""), "tiny"));
    assertTrue(message.contains("tree_sitter_tiny"), message);
  }

  @Test
  void a_scanner_in_another_language_is_refused() throws IOException {
    String message =
        Fixtures.failed(
            ProblemCode.COMPILE_FAILED, compile(sources(PARSER, "scanner.cc", "int x;"), "tiny"));
    assertTrue(message.contains("scanner.cc"), message);
  }

  @Test
  void absent_tools_are_named_with_what_to_install() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    HostEnvironment environment = Fixtures.environment(folder, bin.toString());
    String message =
        Fixtures.failed(
            ProblemCode.TOOLS_MISSING, compile(sources(PARSER, "", ""), "tiny", environment));
    assertTrue(message.contains("clang and wasm-ld are not"), message);
    assertTrue(message.contains("apt-get install clang lld"), message);
    Fixtures.script(bin, "clang-14", "exit 0");
    message =
        Fixtures.failed(
            ProblemCode.TOOLS_MISSING, compile(sources(PARSER, "", ""), "tiny", environment));
    assertTrue(message.contains("wasm-ld is not"), message);
  }

  @Test
  void a_compiler_that_does_not_end_is_stopped() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Fixtures.script(bin, "clang", "while :; do :; done");
    Fixtures.script(bin, "wasm-ld", "exit 0");
    var limits =
        new InstallLimits(
            Fixtures.LIMITS.network(),
            Fixtures.LIMITS.unpack(),
            Fixtures.LIMITS.manifest(),
            new InstallLimits.Compile(Duration.ofMillis(100), 500),
            Fixtures.LIMITS.abandonedAfter());
    var compiler = new CGrammarCompiler(Fixtures.environment(folder, bin.toString()), limits);
    Fixtures.failed(
        ProblemCode.TIMED_OUT, compiler.compile(sources(PARSER, "", ""), "tiny", folder));
  }

  @Test
  void the_compiler_sees_nothing_of_the_environment_but_what_it_needs() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Fixtures.script(bin, "clang", "env > seen; exit 1");
    Fixtures.script(bin, "wasm-ld", "exit 0");
    var environment =
        new HostEnvironment(Map.of("PATH", bin + ":/usr/bin:/bin", "TOKEN", "secret"), folder);
    Fixtures.failed(
        ProblemCode.COMPILE_FAILED, compile(sources(PARSER, "", ""), "tiny", environment));
    String seen = Files.readString(folder.resolve("scratch/seen"));
    assertFalse(seen.contains("secret"), seen);
    assertTrue(seen.contains("LC_ALL=C"), seen);
  }

  private record StringText(String content) implements GuestText {
    @Override
    public int lengthUtf16() {
      return content.length();
    }

    @Override
    public int readUtf16(int offset, byte[] destination, int at, int maxUnits) {
      int count = Math.min(maxUnits, content.length() - offset);
      byte[] units = content.substring(offset, offset + count).getBytes(StandardCharsets.UTF_16LE);
      System.arraycopy(units, 0, destination, at, units.length);
      return count;
    }

    @Override
    public String slice(int start, int end) {
      return content.substring(start, end);
    }
  }
}
