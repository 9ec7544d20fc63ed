package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrammarPackageTest {
  @TempDir Path folder;

  private Outcome<GrammarPackage> read() {
    return GrammarPackage.read(folder, name -> Optional.empty(), Fixtures.LIMITS);
  }

  private Path write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Optional<Path> defaultSibling(String name) {
    Path sibling = Fixtures.defaultPackages().resolve(name);
    return Files.isDirectory(sibling) ? Optional.of(sibling) : Optional.empty();
  }

  private static GrammarPackage readDefault(String name) {
    return Fixtures.done(
        GrammarPackage.read(
            Fixtures.defaultPackages().resolve(name),
            GrammarPackageTest::defaultSibling,
            Fixtures.LIMITS));
  }

  @Test
  void the_default_packages_are_understood_without_a_warning() throws IOException {
    var found = new TreeMap<String, String>();
    var packages = new ArrayList<String>();
    for (Path parent :
        List.of(
            Fixtures.defaultPackages(),
            Fixtures.defaultPackages().resolve("@tree-sitter-grammars"))) {
      try (var folders = Files.list(parent)) {
        folders
            .filter(f -> f.getFileName().toString().startsWith("tree-sitter-"))
            .map(f -> Fixtures.defaultPackages().relativize(f).toString())
            .forEach(packages::add);
      }
    }
    packages.sort(Comparator.naturalOrder());
    for (String name : packages) {
      GrammarPackage described = readDefault(name);
      assertEquals(name, described.name());
      assertEquals(List.of(), described.warnings());
      for (Grammar grammar : described.grammars()) {
        assertTrue(grammar.queries().containsKey(QueryKind.HIGHLIGHTS), grammar.name());
        found.put(grammar.name(), grammar.symbol() + (grammar.needsCompile() ? " from C" : ""));
      }
    }
    var expected = new TreeMap<String, String>();
    for (String name :
        "bash c cpp css go html java javascript json python rust toml tsx typescript yaml"
            .split(" ", -1)) {
      expected.put(name, name);
    }
    expected.put("flow", "tsx");
    expected.put("markdown", "markdown from C");
    expected.put("markdown_inline", "markdown_inline from C");
    assertEquals(expected, found);
  }

  @Test
  void queries_are_borrowed_from_siblings_in_the_listed_order() {
    Grammar tsx =
        readDefault("tree-sitter-typescript").grammars().stream()
            .filter(g -> g.name().equals("tsx"))
            .findFirst()
            .orElseThrow();
    var names =
        tsx.queries().get(QueryKind.HIGHLIGHTS).stream()
            .map(p -> Fixtures.defaultPackages().relativize(p).toString())
            .toList();
    assertEquals(3, names.size());
    assertEquals("tree-sitter-typescript/queries/highlights.scm", names.get(0));
    assertTrue(names.get(1).endsWith("tree-sitter-javascript/queries/highlights-jsx.scm"));
    assertTrue(names.get(2).endsWith("tree-sitter-javascript/queries/highlights.scm"));
    assertEquals(List.of("tsx"), tsx.fileTypes());
    assertEquals(Optional.of("source.tsx"), tsx.scope());
  }

  @Test
  void a_missing_borrowed_query_is_a_warning_that_names_the_package() throws IOException {
    write("tree-sitter-a.wasm", "");
    write(
        "tree-sitter.json",
        """
        {"grammars":[{"name":"a","highlights":["node_modules/@s/tree-sitter-b/queries/h.scm","node_modules/@s/tree-sitter-b/queries/i.scm"],
        "tags":"queries/absent.scm"}]}
        """);
    GrammarPackage described = Fixtures.done(read());
    assertEquals(Map.of(), described.grammars().getFirst().queries());
    assertEquals(2, described.warnings().size());
    assertTrue(
        described.warnings().getFirst().contains("npm:@s/tree-sitter-b"),
        described.warnings().getFirst());
  }

  @Test
  void unlisted_queries_are_found_by_their_usual_names() throws IOException {
    write("tree-sitter.json", "{\"grammars\":[{\"name\":\"a\",\"path\":\"g\",\"tags\":[]}]}");
    write("queries/highlights.scm", "");
    write("queries/locals.scm", "");
    write("queries/tags.scm", "");
    Path own = write("g/queries/locals.scm", "");
    Path folds = write("g/queries/folds.scm", "");
    var queries = Fixtures.done(read()).grammars().getFirst().queries();
    assertEquals(
        List.of(folder.resolve("queries/highlights.scm")), queries.get(QueryKind.HIGHLIGHTS));
    assertEquals(List.of(own), queries.get(QueryKind.LOCALS));
    assertEquals(List.of(folds), queries.get(QueryKind.FOLDS));
    assertEquals(null, queries.get(QueryKind.TAGS), "an empty list is a list");
  }

  @Test
  void older_manifests_without_names_are_named_by_parser_path_or_package() throws IOException {
    write(
        "package.json",
        """
        {"name":"@s/tree-sitter-some-lang","version":"1.0.0","tree-sitter":[
          {"path":"tree-sitter-one","scope":"a"},{"path":"tree-sitter-two-x"}]}
        """);
    write("tree-sitter-one/src/parser.c", "TS_PUBLIC const TSLanguage *tree_sitter_uno(void) {");
    write("tree-sitter-two_x.wasm", "");
    var grammars = Fixtures.done(read()).grammars();
    assertEquals("uno", grammars.get(0).name());
    assertTrue(grammars.get(0).needsCompile());
    assertEquals("two_x", grammars.get(1).name());
    assertTrue(grammars.get(1).wasm().isPresent());

    write(
        "package.json",
        "{\"name\":\"@s/tree-sitter-some-lang\",\"tree-sitter\":[{\"scope\":\"a\"}]}");
    assertEquals("some_lang", Fixtures.done(read()).grammars().getFirst().name());
  }

  @Test
  void a_package_without_grammars_has_none() throws IOException {
    assertEquals(List.of(), Fixtures.done(read()).grammars());
    write("package.json", "{\"name\":\"UPPER\",\"version\":\"^1\"}");
    GrammarPackage described = Fixtures.done(read());
    assertEquals("", described.name());
    assertEquals("", described.version());
  }

  @Test
  void values_of_wrong_types_are_named_with_their_place() throws IOException {
    var wrong = new TreeMap<String, String>();
    wrong.put("{\"grammars\":1}", "grammars must be a list of objects, is a number");
    wrong.put("{\"grammars\":[1]}", "grammars[0] must be an object, is a number");
    wrong.put("{\"grammars\":[{\"name\":[]}]}", "grammars[0]: name must be a string, is a list");
    wrong.put("{\"grammars\":[{\"name\":\"a b\"}]}", "has a name that is not one: 'a b'");
    wrong.put("{\"grammars\":[{\"name\":\"a\"},{\"name\":\"a\"}]}", "which an earlier one has");
    wrong.put(
        "{\"grammars\":[{\"name\":\"a\",\"highlights\":{}}]}",
        "highlights must be a string, is an object");
    wrong.put(
        "{\"grammars\":[{\"name\":\"a\",\"file-types\":[true]}]}",
        "file-types[0] must be a string, is a truth value");
    wrong.put("{\"grammars\":[]", "tree-sitter.json is malformed JSON");
    wrong.put("[]", "tree-sitter.json must be an object, is a list");
    wrong.put("{} {}", "tree-sitter.json");
    wrong.put("{\"grammars\":[{\"name\":\"a\",\"path\":\"../x\"}]}", "leads out of the package");
    wrong.put("{\"grammars\":[{\"name\":\"a\",\"tags\":\"/etc/passwd\"}]}", "is absolute");
    wrong.put(
        "{\"grammars\":[{\"name\":\"a\",\"tags\":\"node_modules/../../x/q.scm\"}]}",
        "leads out of the package");
    for (var entry : wrong.entrySet()) {
      write("tree-sitter.json", entry.getKey());
      String message = Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
      assertTrue(message.contains(entry.getValue()), message);
    }
  }

  @Test
  void absurd_sizes_are_refused() throws IOException {
    write("tree-sitter.json", "{\"grammars\":[" + "{},".repeat(20) + "{}]}");
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
    write(
        "tree-sitter.json",
        "{\"grammars\":[{\"name\":\"a\",\"scope\":\"" + "s".repeat(501) + "\"}]}");
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
    write("tree-sitter.json", "{\"a\":\"" + "s".repeat(200_000) + "\"}");
    Fixtures.failed(ProblemCode.TOO_LARGE, read());
    write("tree-sitter.json", "[".repeat(150_000));
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
    write("tree-sitter.json", "{\"grammars\":" + "[".repeat(99_000) + "]".repeat(99_000) + "}");
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
  }

  @Test
  void a_link_out_of_the_package_is_refused(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret.scm"), "s");
    Files.createDirectories(folder.resolve("queries"));
    Files.createSymbolicLink(folder.resolve("queries/highlights.scm"), secret);
    write("tree-sitter.json", "{\"grammars\":[{\"name\":\"a\"}]}");
    Fixtures.failed(ProblemCode.MANIFEST_MALFORMED, read());
  }

  @Test
  void any_manifest_is_read_or_refused() throws IOException {
    Random random = Fixtures.random("GrammarPackageTest");
    write("src/parser.c", "const TSLanguage *tree_sitter_a(void)");
    write("queries/highlights.scm", "");
    byte[] seed =
        """
        {"grammars":[{"name":"a","path":".","scope":"s","file-types":["a","b"],
        "highlights":["queries/highlights.scm","node_modules/x/y.scm"],"injection-regex":"^a$"}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < Fixtures.rounds(1_500); round++) {
      Files.write(folder.resolve("tree-sitter.json"), Fixtures.mutated(seed, random));
      switch (read()) {
        case Outcome.Done<GrammarPackage> done ->
            done.value().grammars().stream()
                .flatMap(g -> g.queries().values().stream().flatMap(List::stream))
                .forEach(path -> assertTrue(path.normalize().startsWith(folder), path.toString()));
        case Outcome.Failed<GrammarPackage> failed ->
            assertTrue(failed.problem().message().length() < 800, failed.problem().message());
      }
    }
  }
}
