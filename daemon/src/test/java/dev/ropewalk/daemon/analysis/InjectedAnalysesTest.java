package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.daemon.testing.ExecutedLog;
import dev.ropewalk.daemon.testing.TestLanguages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Folds, symbols and syntax errors of languages within others, on real grammars. */
class InjectedAnalysesTest {
  private static final List<String> SNIPPETS =
      List.of(
          "function f(a) {\n  return [\n    a,\n  ];\n}\n",
          "// one\n// two\n// three\nconst 名 = '😀';\n",
          "class A {\n  m() {\n    return 1;\n  }\n}\n",
          "let x = (1 + ;\n",
          "if (a) {\n  b();\n",
          "import a from 'a';\nimport b from 'b';\n",
          "\n\n",
          "/* long\n   comment */ var y;\n");

  private final AnalysedTexts texts = new AnalysedTexts();
  private final TestLanguages languages = texts.languages;
  private final ExecutedLog log = texts.log;
  private final Analyses analyses = texts.analyses;
  private final AtomicInteger opened = new AtomicInteger();

  InjectedAnalysesTest() {
    analyses.languagesChanged(languages.table());
  }

  @AfterEach
  void close() {
    texts.close();
  }

  private Document open(String languageId, String text) {
    return texts.open(Integer.toString(opened.incrementAndGet()), languageId, text);
  }

  private Subject subject(Document document) {
    return texts.subject(document);
  }

  private Diagnostics diagnostics(Document document) {
    return analyses.diagnostics(subject(document)).join();
  }

  private Folds folds(Document document) {
    return analyses.folds(subject(document)).join();
  }

  private List<String> symbols(Document document) {
    var lines = new ArrayList<String>();
    analyses.outline(subject(document)).join().roots().forEach(root -> add(root, "", lines));
    return lines;
  }

  private static void add(Outline.Symbol symbol, String indent, List<String> lines) {
    lines.add(indent + symbol.name() + " " + symbol.nameStartUtf16());
    int[] behind = {symbol.startUtf16()};
    for (Outline.Symbol child : symbol.children()) {
      assertTrue(child.startUtf16() >= behind[0] && child.endUtf16() <= symbol.endUtf16());
      behind[0] = child.startUtf16();
      add(child, indent + "  ", lines);
    }
  }

  @Test
  void what_a_script_has_alone_it_has_in_a_page_at_its_place() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      var script = new StringBuilder("\n");
      for (int i = random.nextInt(5); i >= 0; i--) {
        script.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
      }
      String before =
          "<!-- é😀 -->\n".repeat(random.nextInt(3)) + "<html>\n<body id='b'>\n<script>";
      Document page = open("html", before + script + "</script>\n</body>\n</html>\n");
      Document alone = open("javascript", script.toString());
      String what = "seed " + seed + ", round " + round + ": " + script;
      int at = before.length();
      int line = Text.of(before).lineCount() - 1;

      var expected = new ArrayList<String>();
      diagnostics(alone)
          .items()
          .forEach(
              each ->
                  expected.add(
                      (each.startUtf16() + at)
                          + "-"
                          + (each.endUtf16() + at)
                          + " "
                          + each.message()));
      List<String> found =
          diagnostics(page).items().stream()
              .map(each -> each.startUtf16() + "-" + each.endUtf16() + " " + each.message())
              .toList();
      assertEquals(expected, found, what);

      List<Folds.Range> ranges = folds(page).ranges();
      for (Folds.Range range : folds(alone).ranges()) {
        var moved = new Folds.Range(range.startLine() + line, range.endLine() + line, range.kind());
        assertTrue(
            ranges.contains(moved)
                || ranges.stream()
                    .anyMatch(
                        other ->
                            other.startLine() == moved.startLine()
                                && other.endLine() > moved.endLine()),
            () -> what + ": " + moved + " in " + ranges);
      }
      int last = -1;
      for (Folds.Range range : ranges) {
        assertTrue(range.startLine() > last, what);
        last = range.startLine();
      }
      int[] comments = folds(page).comments();
      for (int i = 1; i < comments.length; i++) {
        assertTrue(comments[i - 1] <= comments[i], what);
      }

      List<String> within = symbols(page).stream().map(String::strip).toList();
      Outline own = analyses.outline(subject(alone)).join();
      own.forEach(
          symbol ->
              assertTrue(
                  within.contains(symbol.name() + " " + (symbol.nameStartUtf16() + at)),
                  () -> what + ": " + symbol.name() + " in " + within));
    }
  }

  @Test
  void symbols_of_a_script_stand_in_the_element_around_it() {
    Document page =
        open("html", "<div id='a'><script>function f() { }</script></div><p id='b'></p>\n");
    List<String> lines = symbols(page);
    String f = lines.stream().filter(line -> line.contains("f 29")).findFirst().orElseThrow();
    assertTrue(f.startsWith("  "), lines.toString());
    assertTrue(lines.indexOf(f) > 0, lines.toString());
  }

  @Test
  void samples_fold_and_have_neither_errors_nor_symbols() {
    String sample = "const p = css`\n.a {\n  color: red;\n  ];\n}\n`;\n";
    Document text = open("javascript", sample);
    assertEquals(List.of(), diagnostics(text).items());
    assertEquals(List.of("p 6"), symbols(text));
    assertTrue(
        folds(text).ranges().contains(new Folds.Range(1, 3, Folds.Kind.CODE)),
        folds(text).ranges().toString());
    assertFalse(diagnostics(open("css", ".a {\n  color: red;\n  ];\n}\n")).items().isEmpty());
  }

  @Test
  void what_hid_scripts_and_styles_from_browsers_of_old_is_no_error() {
    String text =
        "<style>\n<!--\na { color: red; }\n-->\n</style>\n"
            + "<script><!--\nlet x = 1;\n//--></script>\n";
    assertEquals(List.of(), diagnostics(open("html", text)).items());
    assertFalse(
        diagnostics(open("html", "<style>\n<!--\na { color: ]; }\n-->\n</style>\n"))
            .items()
            .isEmpty());
  }

  @Test
  void an_edit_beside_a_stretch_analyses_nothing_of_it_again() {
    Document page = open("html", "<script>let x = (;</script>\n<p id='a'></p>\n");
    assertFalse(diagnostics(page).items().isEmpty());
    assertFalse(symbols(page).isEmpty());
    assertEquals(List.of(), folds(page).ranges());
    assertTrue(log.executed().contains("ran diagnostics-injected"));
    var start = new Change.Range(new Position(0, 0), new Position(0, 0));
    var unused = page.change(2, List.of(Change.replacing(start, "<!-- é -->\n")));
    assertEquals(1, diagnostics(page).items().size());
    assertFalse(symbols(page).isEmpty());
    assertEquals(List.of(), folds(page).ranges());
    assertEquals(List.of("ran diagnostics", "ran outline", "ran folds"), log.executed());
  }

  @Test
  void a_language_that_goes_takes_its_errors_with_it() {
    Document page = open("html", "<script>let x = (;</script>\n");
    assertEquals(1, diagnostics(page).items().size());
    analyses.languagesChanged(new LanguageTable("none", name -> Optional.empty()));
    assertEquals(List.of(), diagnostics(page).items());
  }

  @Test
  void a_text_that_nobody_holds_has_the_same_errors() {
    var check = new SyntaxCheck(AnalysisSettings.defaults(), languages.table());
    String text =
        "<style>a { color: ; ] }</style>\n<script>let x = (;</script>\n<script>f(</script></p>\n";
    Diagnostics expected = diagnostics(open("html", text));
    assertTrue(expected.items().size() > 2, expected.toString());
    assertEquals(expected, check.check(Text.of(text), languages.language("html")).join());
    Diagnostics none = check.check(Text.of("<p>a</p>\n"), languages.language("html")).join();
    assertEquals(List.of(), none.items());
  }

  @Test
  void only_so_many_errors_are_told_of_all_stretches_together() {
    int limit = AnalysisSettings.defaults().maxDiagnosticsPerDocument();
    String one = "<script>" + "let x = (;\n".repeat(limit / 2 + 10) + "</script>\n";
    Diagnostics found = diagnostics(open("html", one + one + one));
    assertEquals(limit, found.items().size());
    assertTrue(found.truncated());
    int last = -1;
    for (Diagnostics.Item item : found.items()) {
      assertTrue(item.startUtf16() >= last);
      last = item.startUtf16();
    }
  }
}
