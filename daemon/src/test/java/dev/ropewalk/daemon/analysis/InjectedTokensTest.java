package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Colours of languages within others, on real grammars. */
class InjectedTokensTest {
  private static final String SCRIPT =
      """

      // adds
      function add(a, b) { return a + b; }
      const 名 = '😀' + add(1, 2);
      """;
  private static final String STYLE = "\nbody { color: red; }\n";

  private final AnalysedTexts texts = new AnalysedTexts();
  private final TestLanguages languages = texts.languages;
  private final ExecutedLog log = texts.log;
  private final Analyses analyses = texts.analyses;

  @AfterEach
  void close() {
    texts.close();
  }

  private Document open(String name, String languageId, String text) {
    return texts.open(name, languageId, text);
  }

  private Subject subject(Document document) {
    return texts.subject(document);
  }

  private Tokens tokens(Document document) {
    Tokens tokens = analyses.tokens(subject(document)).join();
    tokens.checkInvariants();
    return tokens;
  }

  private Text text(Document document) {
    return subject(document).snapshot().text();
  }

  /** What is coloured in a stretch, with its colours. */
  private static List<String> words(Tokens tokens, Text text, int from, int to) {
    var words = new ArrayList<String>();
    for (int i = 0; i < tokens.count(); i++) {
      int start = tokens.startUtf16()[i];
      int end = tokens.endUtf16()[i];
      if (start >= from && end <= to) {
        words.add(
            text.slice(start, end)
                + " "
                + TokenLegend.TYPES.get(tokens.type()[i])
                + " "
                + tokens.modifiers()[i]);
      }
    }
    return words;
  }

  private List<String> alone(String languageId, String text) {
    Document document = open(languageId, languageId, text);
    return words(tokens(document), text(document), 0, text.length());
  }

  private List<String> within(Document document, String stretch) {
    Text text = text(document);
    int at = text.toString().indexOf(stretch);
    return words(tokens(document), text, at, at + stretch.length());
  }

  private static String page(String script) {
    return "<html><head><style>"
        + STYLE
        + "</style><script>"
        + script
        + "</script></head></html>\n";
  }

  private static long ran(List<String> log, String query) {
    return log.stream().filter(line -> line.equals("ran " + query)).count();
  }

  @Test
  void a_script_and_a_style_are_coloured_as_they_are_alone() {
    analyses.languagesChanged(languages.table());
    Document page = open("a.html", "html", page(SCRIPT));
    assertEquals(alone("javascript", SCRIPT), within(page, SCRIPT));
    assertEquals(alone("css", STYLE), within(page, STYLE));
    assertTrue(within(page, "<script>").contains("script class 0"), "the page's own are there");
  }

  @Test
  void a_stretch_that_did_not_change_is_not_parsed_again() {
    analyses.languagesChanged(languages.table());
    Document page = open("a.html", "html", page(SCRIPT));
    List<String> before = within(page, SCRIPT);
    assertEquals(2, ran(log.executed(), "tokens-injected"));
    var start = new Change.Range(new Position(0, 0), new Position(0, 0));
    var unused = page.change(2, List.of(Change.replacing(start, "<!-- é -->\n")));
    assertEquals(before, within(page, SCRIPT));
    assertEquals(List.of("ran tokens"), log.executed());
    var style = new Change.Range(new Position(2, 0), new Position(2, 0));
    unused = page.change(3, List.of(Change.replacing(style, "p { margin: 0; }\n")));
    assertEquals(before, within(page, SCRIPT));
    List<String> executed = log.executed();
    assertEquals(1, ran(executed, "tokens-injected"), executed.toString());
  }

  @Test
  void equal_stretches_are_parsed_once() {
    analyses.languagesChanged(languages.table());
    String twice = "<b onclick=''>x</b><script>" + SCRIPT + "</script>";
    Document page = open("a.html", "html", twice.repeat(3));
    assertFalse(within(page, SCRIPT).isEmpty());
    assertEquals(1, ran(log.executed(), "tokens-injected"));
  }

  @Test
  void a_range_has_the_colours_of_the_whole() {
    analyses.languagesChanged(languages.table());
    Document page = open("a.html", "html", page(SCRIPT));
    Text text = text(page);
    Tokens all = tokens(page);
    for (int from = 0; from < text.lengthUtf16(); from += 13) {
      int to = Math.min(text.lengthUtf16(), from + 40);
      Tokens some = analyses.tokens(subject(page), from, to).join();
      some.checkInvariants();
      for (int i = 0; i < some.count(); i++) {
        assertTrue(some.startUtf16()[i] >= from && some.endUtf16()[i] <= to);
      }
      assertEquals(words(all, text, from, to), whole(some, all, text));
    }
  }

  /** Those of some that are not cut. */
  private static List<String> whole(Tokens some, Tokens all, Text text) {
    var words = new ArrayList<String>();
    for (int i = 0; i < all.count(); i++) {
      for (int j = 0; j < some.count(); j++) {
        if (all.startUtf16()[i] == some.startUtf16()[j]
            && all.endUtf16()[i] == some.endUtf16()[j]) {
          words.addAll(words(some, text, some.startUtf16()[j], some.endUtf16()[j]));
        }
      }
    }
    return words;
  }

  @Test
  void languages_within_languages_within_languages() {
    analyses.languagesChanged(languages.table());
    String inner = "let q = 'x';";
    Document script =
        open("a.js", "javascript", "const p = html`<script>" + inner + "</script>`;\n");
    List<String> words = new ArrayList<>(within(script, inner));
    words.removeIf(word -> word.startsWith(" ")); // between the words it is still a string
    assertEquals(alone("javascript", inner), words);
    assertEquals(2, ran(log.executed(), "tokens-injected"));
  }

  @Test
  void a_language_that_comes_and_goes_is_coloured_and_bleached() {
    Document page = open("a.html", "html", page(SCRIPT));
    assertEquals(List.of(), within(page, SCRIPT));
    analyses.languagesChanged(languages.table());
    List<String> coloured = within(page, SCRIPT);
    assertFalse(coloured.isEmpty());
    var unused = log.executed();
    analyses.languagesChanged(languages.table());
    assertEquals(coloured, within(page, SCRIPT));
    assertEquals(List.of(), log.executed(), "equal tables change nothing");
    analyses.languagesChanged(new LanguageTable("none", name -> Optional.empty()));
    assertEquals(List.of(), within(page, SCRIPT));
  }

  @Test
  void a_grammar_that_fails_takes_its_own_colours_only() {
    var broken =
        new Language(
            "broken",
            () -> "broken",
            languages
                .host()
                .language(
                    new GrammarSource(
                        "broken",
                        "test",
                        () -> new byte[] {0, 1, 2, 3},
                        List.copyOf(languages.language("javascript").queries().values()))),
            languages.language("javascript").queries());
    analyses.languagesChanged(
        new LanguageTable(
            "broken",
            name ->
                name.equals("javascript")
                    ? Optional.of(broken)
                    : languages.table().named().apply(name)));
    Document page = open("a.html", "html", page(SCRIPT));
    assertEquals(List.of(), within(page, SCRIPT));
    assertEquals(alone("css", STYLE), within(page, STYLE));
    analyses.languagesChanged(languages.table());
    assertEquals(alone("javascript", SCRIPT), within(page, SCRIPT));
  }

  @Test
  void only_so_many_stretches_are_coloured() {
    String one = "<script>" + SCRIPT + "</script>\n";
    analyses.languagesChanged(languages.table());
    int limit = AnalysisSettings.defaults().maxInjections();
    String style = "<style>a{}</style>";
    Document page =
        open("a.html", "html", String.join("", Collections.nCopies(limit, style)) + one);
    assertEquals(List.of(), within(page, SCRIPT));
    Document less =
        open("b.html", "html", String.join("", Collections.nCopies(limit - 1, style)) + one);
    assertFalse(within(less, SCRIPT).isEmpty());
  }
}
