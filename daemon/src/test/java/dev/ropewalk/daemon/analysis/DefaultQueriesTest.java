package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every default query on its grammar, over a sample that has everything the language has. What came
 * out when the queries were written is in {@code scenarios/queries}, so that a change of a query or
 * a grammar shows; {@code -Dropewalk.test.update=true} writes it anew, to be read in the diff.
 */
class DefaultQueriesTest {
  private static final Path EXPECTED =
      Path.of("src", "test", "resources", "scenarios", "queries").toAbsolutePath();
  private static final Path QUERIES = Path.of(System.getProperty("ropewalk.test.queries", ""));
  private static final Path SAMPLES =
      QUERIES.resolve("../../test/resources/dev/ropewalk/wasm/treesitter/samples").normalize();

  private static TestLanguages languages;

  @BeforeAll
  static void load() {
    languages = new TestLanguages(new LoadListener() {});
  }

  @AfterAll
  static void close() {
    languages.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash",
        "c",
        "cpp",
        "css",
        "go",
        "html",
        "java",
        "javascript",
        "json",
        "python",
        "rust",
        "toml",
        "tsx",
        "typescript",
        "yaml"
      })
  void every_default_query_finds_what_the_sample_has(String id) throws IOException {
    Text text = Text.of(Files.readString(SAMPLES.resolve(id + ".txt")));
    Language language = languages.language(id);
    String found;
    try (SyntaxSession session = language.syntax().open()) {
      session.edit(1, new DocumentText(text), List.of());
      found = session.read(Priority.INTERACTIVE, tree -> describe(tree, language, text)).join();
    }
    Path expected = EXPECTED.resolve(id + ".txt");
    if (Boolean.getBoolean("ropewalk.test.update")) {
      Files.writeString(expected, found);
    }
    assertEquals(Files.readString(expected), found);
  }

  private static String describe(SyntaxTree tree, Language language, Text text) {
    int length = text.lengthUtf16();
    var out = new StringBuilder();
    assertEquals(List.of(), tree.errors(10), language.id() + ": the sample has errors");
    Outline outline =
        OutlineBuilder.of(
            tree.matches(query(language, QueryKind.OUTLINE), 0, length), text, Pace.unasked());
    assertTrue(!outline.roots().isEmpty());
    out.append("outline\n");
    outline.roots().forEach(symbol -> symbol(symbol, 1, text, out));

    Folds folds =
        FoldBuilder.of(
            tree.captures(query(language, QueryKind.FOLDS), 0, length), text, Pace.unasked());
    assertTrue(!folds.ranges().isEmpty());
    out.append("folds\n");
    for (Folds.Range range : folds.ranges()) {
      out.append(
          String.format(
              "  %d-%d%s\n",
              range.startLine() + 1,
              range.endLine() + 1,
              range.kind() == Folds.Kind.CODE ? "" : " " + range.kind()));
    }

    Tokens tokens =
        TokenSweep.of(
            tree.captures(query(language, QueryKind.HIGHLIGHTS), 0, length),
            0,
            length,
            Pace.unasked());
    tokens.checkInvariants();
    var byType = new TreeMap<String, Integer>();
    for (int i = 0; i < tokens.count(); i++) {
      byType.merge(TokenLegend.TYPES.get(tokens.type()[i]), 1, Integer::sum);
    }
    out.append("tokens\n");
    byType.forEach(
        (type, count) -> out.append("  ").append(type).append(' ').append(count).append('\n'));

    if (language.queries().containsKey(QueryKind.IMPORTS)) {
      out.append("imports\n");
      Matches matches =
          tree.matches(language.queries().get(QueryKind.IMPORTS), 0, text.lengthUtf16());
      for (Imports.Found found : Imports.of(matches, text, Pace.unasked()).items()) {
        out.append("  ")
            .append(found.style())
            .append(' ')
            .append(found.target())
            .append(found.name().isEmpty() ? "" : " " + found.name())
            .append(" :")
            .append(text.lineOf(found.startUtf16()) + 1)
            .append('\n');
      }
    }
    QuerySource locals = language.queries().get(QueryKind.LOCALS);
    if (locals != null) {
      names(LocalsBuilder.of(tree.captures(locals, 0, length), text, Pace.unasked()), text, out);
    }
    return out.toString();
  }

  private static QuerySource query(Language language, QueryKind kind) {
    QuerySource query = language.queries().get(kind);
    assertTrue(query != null, language.id() + " has no " + kind);
    return query;
  }

  private static void symbol(Outline.Symbol symbol, int depth, Text text, StringBuilder out) {
    out.append("  ".repeat(depth))
        .append(symbol.kind().label())
        .append(' ')
        .append(symbol.name())
        .append(symbol.detail().isEmpty() ? "" : " " + symbol.detail())
        .append(" :")
        .append(text.lineOf(symbol.startUtf16()) + 1)
        .append('\n');
    symbol.children().forEach(child -> symbol(child, depth + 1, text, out));
  }

  /** Each symbol with the lines of its occurrences. */
  private static void names(LocalsIndex names, Text text, StringBuilder out) {
    assertTrue(!names.symbols().isEmpty());
    out.append("names\n");
    for (int s = 0; s < names.symbols().size(); s++) {
      LocalsIndex.Symbol symbol = names.symbols().get(s);
      out.append("  ").append(symbol.kind()).append(' ').append(symbol.name());
      for (int i = 0; i < names.symbol().length; i++) {
        if (names.symbol()[i] == s) {
          out.append(names.definition()[i] ? " *" : " ").append(text.lineOf(names.start()[i]) + 1);
        }
      }
      out.append('\n');
    }
  }
}
