package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.config.ExtensionSettings;
import dev.ropewalk.wasm.install.GrammarPackage;
import dev.ropewalk.wasm.install.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Over the packages that the build fetched. */
class QueriesTest {
  private static final Path NPM = Path.of(System.getProperty("ropewalk.test.npm"));
  private static final Path OWN = Path.of(System.getProperty("ropewalk.test.queries"));

  private final List<String> problems = new ArrayList<>();

  private Map<String, Language> languages(String name) {
    var limits =
        ExtensionSettings.defaults().limits(Configuration.defaults().guests().maxModuleBytes());
    Path folder = NPM.resolve(name);
    var read =
        GrammarPackage.read(
            folder,
            sibling -> Optional.of(NPM.resolve(sibling)).filter(Files::isDirectory),
            limits);
    var found = ((Outcome.Done<GrammarPackage>) read).value();
    var languages = new java.util.HashMap<String, Language>();
    for (var grammar : found.grammars()) {
      languages.put(
          grammar.name(),
          new Language(
              grammar.name(),
              grammar::name,
              new NoSyntax(grammar.symbol()),
              new Queries(OWN).of(folder, grammar, problems)));
    }
    assertEquals(List.of(), problems);
    return languages;
  }

  private static String text(Language language, QueryKind kind) {
    var query = language.queries().get(kind);
    assertTrue(query != null, language.id() + " has no " + kind);
    return query.text();
  }

  @Test
  void every_default_language_has_an_outline_folds_and_highlights() {
    for (String name :
        List.of(
            "tree-sitter-bash",
            "tree-sitter-c",
            "tree-sitter-cpp",
            "tree-sitter-css",
            "tree-sitter-go",
            "tree-sitter-html",
            "tree-sitter-java",
            "tree-sitter-javascript",
            "tree-sitter-json",
            "tree-sitter-python",
            "tree-sitter-rust",
            "tree-sitter-typescript",
            "@tree-sitter-grammars/tree-sitter-toml",
            "@tree-sitter-grammars/tree-sitter-yaml")) {
      languages(name).values().stream()
          .filter(language -> !language.id().equals("flow"))
          .forEach(
              language -> {
                text(language, QueryKind.OUTLINE);
                text(language, QueryKind.FOLDS);
                text(language, QueryKind.HIGHLIGHTS);
              });
    }
  }

  @Test
  void what_is_borrowed_comes_before_what_is_the_packages_own() throws java.io.IOException {
    Language typescript = languages("tree-sitter-typescript").get("typescript");
    String all = text(typescript, QueryKind.HIGHLIGHTS);
    String own =
        Files.readString(NPM.resolve("tree-sitter-typescript/queries/highlights.scm")).strip();
    assertTrue(all.strip().endsWith(own), "TypeScript's own patterns must come last");
    assertTrue(all.length() > own.length() + 500);
  }
}
