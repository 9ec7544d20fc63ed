package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExtensionInstallerTest {
  private static final String NAME = "tree-sitter-x";
  private static final String MANIFEST = "{\"grammars\":[{\"name\":\"x\",\"file-types\":[\"x\"]}]}";

  @TempDir Path folder;
  private final List<String> phases = new ArrayList<>();
  private final InstallProgress progress =
      new InstallProgress() {
        @Override
        public void phase(InstallPhase phase, String subject) {
          phases.add(phase + " " + subject);
        }
      };
  private TestRegistry server;
  private ExtensionInstaller installer;

  @BeforeEach
  void start() throws IOException {
    server = new TestRegistry();
    installer = installer((file, module) -> Optional.empty(), HostEnvironment.ofThisProcess());
  }

  @AfterEach
  void stop() throws IOException {
    installer.close();
    server.close();
  }

  private ExtensionInstaller installer(ModuleVetting vetting, HostEnvironment environment) {
    var places =
        new ExtensionInstaller.Places(
            folder.resolve("data"),
            folder.resolve("config/ropewalk.lock.json"),
            Optional.of(server.base().toString()),
            name -> Optional.empty());
    return new ExtensionInstaller(
        places, environment, Fixtures.LIMITS, vetting, InstantSource.system());
  }

  private Outcome<InstalledGrammars> add(String spec) {
    return installer.add(Fixtures.done(PackageSpec.parse(spec, folder)), progress);
  }

  private List<InstalledPackage> installed() {
    return Fixtures.done(installer.store().list());
  }

  private static Tarballs packageFiles() {
    return new Tarballs()
        .file("package.json", "{\"name\":\"" + NAME + "\",\"version\":\"1.0.0\"}")
        .file("tree-sitter.json", MANIFEST)
        .file("tree-sitter-x.wasm", Fixtures.MODULE)
        .file("queries/highlights.scm", "(x) @x")
        .file("src/parser.c", "const TSLanguage *tree_sitter_x(void) {}");
  }

  /** Nothing was kept of a failed addition. */
  private void assertUntouched() throws IOException {
    assertEquals(List.of(), installed());
    Path data = folder.resolve("data");
    if (Files.isDirectory(data)) {
      try (var files = Files.list(data)) {
        assertEquals(List.of(), files.toList());
      }
    }
  }

  @Test
  void a_package_is_added_listed_opened_and_removed() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    InstalledGrammars added = Fixtures.done(add("npm:" + NAME));
    assertEquals(
        List.of(
            "RESOLVE npm:tree-sitter-x@latest",
            "DOWNLOAD tree-sitter-x@1.0.0",
            "UNPACK tree-sitter-x@1.0.0",
            "STORE tree-sitter-x@1.0.0"),
        phases);
    Grammar grammar = added.grammars().getFirst();
    assertEquals("x", grammar.name());
    assertTrue(grammar.wasm().orElseThrow().startsWith(folder.resolve("data/tree-sitter-x")));
    assertEquals(
        "(x) @x", Files.readString(grammar.queries().get(QueryKind.HIGHLIGHTS).getFirst()));

    InstalledPackage listed = installed().getFirst();
    assertEquals(added.installed(), listed);
    assertEquals(Tarballs.sha512(packageFiles().tgz()), listed.integrity());
    assertFalse(listed.files().containsKey("src/parser.c"), "sources are of no use");
    assertFalse(Files.exists(listed.folder().resolve("src")));
    assertArrayEquals(
        Fixtures.MODULE,
        Fixtures.done(installer.store().openVerified(listed, "tree-sitter-x.wasm")));
    assertEquals(added.grammars(), Fixtures.done(installer.grammars(listed)).grammars());

    Fixtures.done(installer.store().remove(NAME));
    assertUntouched();
    InstallStatistics statistics = installer.statistics();
    assertEquals(1, statistics.installed());
    assertEquals(1, statistics.removed());
    assertEquals(2, statistics.requests());
    assertEquals(1, statistics.verifiedReads());
    assertTrue(statistics.downloadedBytes() > packageFiles().tgz().length);
  }

  private static final String OWN_MANIFEST =
      """
      id = "own-checker"
      version = "2.1.0"
      kind = "analysis"
      module = "out/checker.wasm"
      languages = ["java"]
      provides = ["diagnostics"]
      """;

  /** Judges what is no grammar, and says what it judged. */
  private ExtensionInstaller judging(ModuleVetting.Verdict verdict, List<String> judged) {
    return installer(
        new ModuleVetting() {
          @Override
          public Optional<String> refuse(String file, byte[] module) {
            return Optional.of("is no grammar");
          }

          @Override
          public Verdict judge(Manifest manifest, byte[] module) {
            judged.add(manifest.kind() + " " + manifest.id() + " " + manifest.module());
            return verdict;
          }
        },
        HostEnvironment.ofThisProcess());
  }

  @Test
  void a_package_with_a_manifest_of_ours_is_added_with_its_kind() throws Exception {
    Path source = Files.createDirectories(folder.resolve("checker/out")).getParent();
    Files.writeString(source.resolve("ropewalk.toml"), OWN_MANIFEST);
    Files.write(source.resolve("out/checker.wasm"), Fixtures.MODULE);
    Files.writeString(source.resolve("notes.txt"), "not wanted");
    Path left = Files.createDirectories(source.resolve("target/release/deps"));
    Files.write(left.resolve("checker-1f3a.wasm"), new byte[] {1, 2, 3});
    var judged = new ArrayList<String>();
    try (var own = judging(new ModuleVetting.Accepted(List.of()), judged)) {
      installer = own;
      InstalledGrammars added = Fixtures.done(add("./checker"));
      assertEquals(List.of("ANALYSIS own-checker out/checker.wasm"), judged);
      assertEquals("own-checker", added.installed().name());
      assertEquals("2.1.0", added.installed().version());
      assertEquals(
          List.of("out/checker.wasm", "ropewalk.toml"),
          List.copyOf(added.installed().files().keySet()));
      Manifest read = Fixtures.done(installer.extension(installed().getFirst())).orElseThrow();
      assertEquals(added.extension().orElseThrow(), read);
      assertEquals(List.of("java"), read.languages());
    }
  }

  @Test
  void a_bad_module_or_manifest_of_ours_leaves_nothing_behind() throws Exception {
    Path source = Files.createDirectories(folder.resolve("checker/out")).getParent();
    Files.write(source.resolve("out/checker.wasm"), Fixtures.MODULE);
    for (String manifest :
        List.of(
            OWN_MANIFEST,
            OWN_MANIFEST.replace("out/checker.wasm", "../../secret.wasm"),
            OWN_MANIFEST.replace("out/checker.wasm", "missing.wasm"),
            OWN_MANIFEST.replace("analysis", "native"))) {
      Files.writeString(source.resolve("ropewalk.toml"), manifest);
      try (var own = judging(new ModuleVetting.Refused("it is bad"), new ArrayList<>())) {
        installer = own;
        Problem problem = assertInstanceOf(Outcome.Failed.class, add("./checker")).problem();
        assertTrue(problem.message().length() > 10, problem.message());
        assertUntouched();
      }
    }
    Files.write(source.resolve("out/checker.wasm"), new byte[100]);
    Files.writeString(source.resolve("ropewalk.toml"), OWN_MANIFEST);
    var judged = new ArrayList<String>();
    try (var own = judging(new ModuleVetting.Accepted(List.of()), judged)) {
      installer = own;
      String told = Fixtures.failed(ProblemCode.MODULE_REFUSED, add("./checker"));
      assertTrue(told.contains("out/checker.wasm"), told);
      assertEquals(List.of(), judged, "what is no module is not even judged");
      assertUntouched();
    }
  }

  @Test
  void a_plugin_of_dprint_gets_a_manifest_with_the_files_that_it_serves() throws Exception {
    String npm = System.getProperty("ropewalk.test.formatters", "");
    assumeTrue(!npm.isEmpty(), "SKIPPED: no formatters; build with Maven and npm");
    byte[] plugin = Files.readAllBytes(Path.of(npm, "@dprint/toml/plugin.wasm"));
    server.publish(
        "dprint-plugin-x",
        "0.1.0",
        new Tarballs()
            .file("package.json", "{\"name\":\"dprint-plugin-x\",\"version\":\"0.1.0\"}")
            .file("plugin.wasm", plugin)
            .tgz());
    var judged = new ArrayList<String>();
    try (var own = judging(new ModuleVetting.Accepted(List.of("*.toml", "a\"b.x")), judged)) {
      installer = own;
      InstalledGrammars added = Fixtures.done(add("npm:dprint-plugin-x"));
      assertEquals(List.of("FORMATTER dprint-plugin-x plugin.wasm"), judged);
      Manifest manifest = added.extension().orElseThrow();
      assertEquals(List.of("*.toml", "a\"b.x"), manifest.files());
      assertEquals(ExtensionKind.FORMATTER, manifest.kind());
      assertEquals(added.installed(), installed().getFirst());
    }
  }

  @Test
  void a_newer_version_replaces_and_an_unchanged_one_is_repaired() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    InstalledPackage first = Fixtures.done(add("npm:" + NAME)).installed();
    Files.writeString(first.folder().resolve("tree-sitter-x.wasm"), "damaged");
    InstalledPackage again = Fixtures.done(add("npm:" + NAME)).installed();
    assertEquals(first, again);
    Fixtures.done(installer.store().openVerified(again, "tree-sitter-x.wasm"));

    server.publish(NAME, "1.1.0", packageFiles().file("queries/tags.scm", "").tgz());
    InstalledPackage second = Fixtures.done(add("npm:" + NAME)).installed();
    assertEquals("1.1.0", second.version());
    assertEquals(List.of(second), installed());
    assertFalse(Files.exists(first.folder()));
  }

  @Test
  void a_version_that_was_published_again_with_other_bytes_is_refused() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    InstalledPackage first = Fixtures.done(add("npm:" + NAME)).installed();
    server.publish(NAME, "1.0.0", packageFiles().file("queries/tags.scm", "evil").tgz());
    String message = Fixtures.failed(ProblemCode.INTEGRITY_MISMATCH, add("npm:" + NAME));
    assertTrue(message.contains(first.integrity()), message);
    assertEquals(List.of(first), installed());
    Fixtures.done(installer.store().openVerified(first, "tree-sitter-x.wasm"));
  }

  @Test
  void a_wrong_hash_keeps_nothing() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    server.bytes("/tree-sitter-x/-/package-1.0.0.tgz", packageFiles().file("a.scm", "").tgz());
    Fixtures.failed(ProblemCode.INTEGRITY_MISMATCH, add("npm:" + NAME));
    assertUntouched();
    assertFalse(Files.exists(folder.resolve("config/ropewalk.lock.json")));
    assertEquals(1, installer.statistics().failed());
    assertEquals(1, installer.statistics().integrityMismatches());
  }

  @Test
  void hostile_archives_keep_nothing() throws Exception {
    server.publish(
        NAME, "1.0.0", packageFiles().raw("package/../../evil.scm", '0', new byte[1]).tgz());
    Fixtures.failed(ProblemCode.ARCHIVE_REFUSED, add("npm:" + NAME));
    server.publish(NAME, "1.0.0", packageFiles().file("b.txt", new byte[21_000_000]).tgz());
    Fixtures.failed(ProblemCode.TOO_LARGE, add("npm:" + NAME));
    server.publish(NAME, "1.0.0", new byte[3_000_001]);
    Fixtures.failed(ProblemCode.TOO_LARGE, add("npm:" + NAME));
    server.publish(NAME, "1.0.0", "not an archive".getBytes(StandardCharsets.UTF_8));
    Fixtures.failed(ProblemCode.ARCHIVE_MALFORMED, add("npm:" + NAME));
    assertUntouched();
  }

  @Test
  void a_package_that_is_no_grammar_is_refused() throws Exception {
    server.publish(NAME, "1.0.0", new Tarballs().file("package.json", "{}").tgz());
    Fixtures.failed(ProblemCode.NOT_AN_EXTENSION, add("npm:" + NAME));
    server.publish(NAME, "1.0.0", new Tarballs().file("tree-sitter.json", MANIFEST).tgz());
    String message = Fixtures.failed(ProblemCode.NOT_AN_EXTENSION, add("npm:" + NAME));
    assertTrue(message.contains("neither tree-sitter-x.wasm nor C sources"), message);
    server.publish(NAME, "1.0.0", new Tarballs().file("tree-sitter.json", "[").tgz());
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, add("npm:" + NAME));
    assertUntouched();
  }

  @Test
  void a_module_is_vetted_before_it_is_kept() throws Exception {
    var text =
        new Tarballs().file("tree-sitter.json", MANIFEST).file("tree-sitter-x.wasm", "<html>");
    server.publish(NAME, "1.0.0", text.tgz());
    Fixtures.failed(ProblemCode.MODULE_REFUSED, add("npm:" + NAME));
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    try (var strict =
        installer(
            (file, module) -> Optional.of(file + " has " + module.length),
            HostEnvironment.ofThisProcess())) {
      var spec = Fixtures.done(PackageSpec.parse("npm:" + NAME, folder));
      String message = Fixtures.failed(ProblemCode.MODULE_REFUSED, strict.add(spec, progress));
      assertTrue(message.contains("tree-sitter-x.wasm has 11"), message);
    }
    assertUntouched();
  }

  @Test
  void a_package_in_c_is_compiled_and_its_module_pinned() throws Exception {
    Fixtures.tool("clang", "apt-get install clang lld");
    Fixtures.tool("wasm-ld", "apt-get install clang lld");
    String parser =
        "typedef int TSLanguage;\nconst TSLanguage *tree_sitter_%s(void) {\n"
            + "  static const TSLanguage language = 14;\n  return &language;\n}\n";
    var files =
        new Tarballs()
            .file(
                "package.json",
                "{\"tree-sitter\":[{\"path\":\"one\"},{\"path\":\"two\",\"file-types\":[\"t\"]}]}")
            .file("one/src/parser.c", parser.formatted("one"))
            .file("two/src/parser.c", parser.formatted("zwei"))
            .file("two/queries/folds.scm", "");
    server.publish(NAME, "1.0.0", files.tgz());
    InstalledGrammars added = Fixtures.done(add("npm:" + NAME));
    assertEquals(List.of("one", "zwei"), added.grammars().stream().map(Grammar::symbol).toList());
    assertTrue(phases.contains("COMPILE zwei"), phases.toString());
    byte[] module =
        Fixtures.done(installer.store().openVerified(added.installed(), "tree-sitter-zwei.wasm"));
    assertTrue(SideModule.isModule(module));
    assertEquals(2, installer.statistics().compiled());
    assertTrue(installer.statistics().compileNanos() > 0);
  }

  @Test
  void without_a_compiler_the_message_says_what_to_install() throws Exception {
    var files =
        new Tarballs()
            .file("tree-sitter.json", MANIFEST)
            .file("src/parser.c", "const TSLanguage *tree_sitter_x(void) {}");
    server.publish(NAME, "1.0.0", files.tgz());
    try (var bare =
        installer((file, module) -> Optional.empty(), Fixtures.environment(folder, "/absent"))) {
      var spec = Fixtures.done(PackageSpec.parse("npm:" + NAME, folder));
      String message = Fixtures.failed(ProblemCode.TOOLS_MISSING, bare.add(spec, progress));
      assertTrue(message.contains("apt-get install clang lld"), message);
    }
    assertUntouched();
  }

  @Test
  void a_folder_and_a_local_archive_are_added_too() throws Exception {
    Path source = Files.createDirectories(folder.resolve("my-grammar"));
    Files.writeString(source.resolve("tree-sitter.json"), MANIFEST);
    Files.write(source.resolve("tree-sitter-x.wasm"), Fixtures.MODULE);
    InstalledPackage first = Fixtures.done(add("./my-grammar")).installed();
    assertEquals("my-grammar", first.name());
    assertEquals("0.0.0", first.version());
    assertEquals(InstalledPackage.Origin.LOCAL, first.origin());
    assertEquals(PackageFiles.listingIntegrity(first.files()), first.integrity());

    Files.writeString(source.resolve("more.scm"), "q");
    InstalledPackage second = Fixtures.done(add("./my-grammar")).installed();
    assertFalse(second.integrity().equals(first.integrity()), "a folder may change");

    Files.write(folder.resolve("x.tgz"), packageFiles().tgz());
    InstalledPackage third = Fixtures.done(add("x.tgz")).installed();
    assertEquals(NAME + "@1.0.0", third.name() + "@" + third.version());
    assertEquals(List.of(second, third), installed());
    assertEquals(List.of(), server.requests());
  }

  @Test
  void a_path_that_is_no_package_is_refused() throws Exception {
    Files.createDirectories(folder.resolve("empty"));
    Fixtures.failed(ProblemCode.NOT_AN_EXTENSION, add("./empty"));
    String message = Fixtures.failed(ProblemCode.NOT_FOUND, add("./absent"));
    assertTrue(message.contains("npm:NAME"), message);
    Files.createDirectories(folder.resolve("Bad Name"));
    Files.writeString(folder.resolve("Bad Name/tree-sitter.json"), MANIFEST);
    Files.write(folder.resolve("Bad Name/tree-sitter-x.wasm"), Fixtures.MODULE);
    Fixtures.failed(ProblemCode.BAD_SPEC, add("./Bad Name"));
    assertUntouched();
  }

  @Test
  void queries_are_borrowed_from_installed_packages() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    var borrower =
        new Tarballs()
            .file(
                "tree-sitter.json",
                "{\"grammars\":[{\"name\":\"y\",\"highlights\":"
                    + "\"node_modules/tree-sitter-x/queries/highlights.scm\"}]}")
            .file("tree-sitter-y.wasm", Fixtures.MODULE);
    server.publish("tree-sitter-y", "1.0.0", borrower.tgz());
    InstalledGrammars alone = Fixtures.done(add("npm:tree-sitter-y"));
    assertTrue(alone.warnings().getFirst().contains("npm:tree-sitter-x"));
    Fixtures.done(add("npm:" + NAME));
    GrammarPackage together = Fixtures.done(installer.grammars(alone.installed()));
    assertEquals(List.of(), together.warnings());
    assertEquals(1, together.grammars().getFirst().queries().size());
  }

  @Test
  void an_interrupt_ends_an_addition_and_changes_nothing() throws Exception {
    server.publish(NAME, "1.0.0", packageFiles().tgz());
    Thread.currentThread().interrupt();
    Fixtures.failed(ProblemCode.CANCELLED, add("npm:" + NAME));
    assertTrue(Thread.interrupted());
    assertUntouched();
  }

  @Test
  void the_published_javascript_package_is_added_from_its_own_files() throws Exception {
    Path source = Fixtures.defaultPackages().resolve("tree-sitter-javascript");
    var spec = new PackageSpec.Local(source.toAbsolutePath());
    InstalledGrammars added = Fixtures.done(installer.add(spec, InstallProgress.NONE));
    Grammar grammar = added.grammars().getFirst();
    assertEquals("javascript", grammar.symbol());
    assertEquals(3, grammar.queries().get(QueryKind.HIGHLIGHTS).size());
    assertEquals(
        Map.of(
            QueryKind.HIGHLIGHTS,
            3,
            QueryKind.INJECTIONS,
            1,
            QueryKind.LOCALS,
            1,
            QueryKind.TAGS,
            1),
        grammar.queries().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().size())));
  }
}
