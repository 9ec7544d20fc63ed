package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What names mean, by the default queries. In a scenario a name is marked behind: equal numbers are
 * one symbol and others another, {@code *} is a definition, {@code -} a name that means nothing
 * here. Names without a mark are not looked at.
 */
class LocalsScenariosTest {
  private static final Pattern MARK = Pattern.compile("⟦(\\d+\\*?|-)⟧");
  private static TestLanguages languages;

  private record Marked(int endUtf16, String mark, int line) {}

  private record Scenario(Text text, List<Marked> marks) {
    static Scenario of(String marked) {
      var text = new StringBuilder();
      var marks = new ArrayList<Marked>();
      Matcher matcher = MARK.matcher(marked);
      int from = 0;
      while (matcher.find()) {
        text.append(marked, from, matcher.start());
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        marks.add(new Marked(text.length(), matcher.group(1), line));
        from = matcher.end();
      }
      text.append(marked, from, marked.length());
      return new Scenario(Text.of(text.toString()), marks);
    }
  }

  @BeforeAll
  static void load() {
    languages = new TestLanguages(new LoadListener() {});
  }

  @AfterAll
  static void close() {
    languages.close();
  }

  private static Scenario scenario(String id) throws IOException {
    try (InputStream in =
        LocalsScenariosTest.class.getResourceAsStream("/scenarios/locals/" + id + ".txt")) {
      return Scenario.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static <T> T read(Language language, Text text, Function<SyntaxTree, T> reader) {
    try (SyntaxSession session = language.syntax().open()) {
      session.edit(1, new DocumentText(text), List.of());
      return session.read(Priority.INTERACTIVE, reader::apply).join();
    }
  }

  private static LocalsIndex whole(SyntaxTree tree, QuerySource query, Text text) {
    return LocalsBuilder.of(tree.captures(query, 0, text.lengthUtf16()), text, Pace.unasked());
  }

  private static List<String> languagesWithLocals() {
    return List.of(
        "bash",
        "c",
        "cpp",
        "css",
        "go",
        "java",
        "javascript",
        "python",
        "rust",
        "tsx",
        "typescript");
  }

  @ParameterizedTest
  @MethodSource("languagesWithLocals")
  void names_mean_what_the_scenario_says(String id) throws IOException {
    Language language = languages.language(id);
    QuerySource query = language.queries().get(QueryKind.LOCALS);
    Scenario scenario = scenario(id);
    LocalsIndex names =
        read(language, scenario.text(), tree -> whole(tree, query, scenario.text()));
    Map<String, Integer> symbolOf = new HashMap<>();
    Map<Integer, String> markOf = new HashMap<>();
    var wrong = new ArrayList<String>();
    for (Marked marked : scenario.marks()) {
      int at = names.at(marked.endUtf16() - 1);
      String where = id + ":" + marked.line() + " " + marked.mark();
      if (at < 0 || names.end()[at] != marked.endUtf16()) {
        wrong.add(where + " is no name at all");
        continue;
      }
      String number = marked.mark().replace("*", "");
      int symbol = names.symbol()[at];
      if (names.definition()[at] != marked.mark().endsWith("*")) {
        wrong.add(where + (names.definition()[at] ? " is a definition" : " is no definition"));
      }
      if ((symbol < 0) != number.equals("-")) {
        wrong.add(
            where + (symbol < 0 ? " means nothing" : " means a " + names.symbols().get(symbol)));
      } else if (symbol >= 0) {
        if (symbolOf.computeIfAbsent(number, n -> symbol) != symbol) {
          wrong.add(where + " is another: " + names.symbols().get(symbol));
        }
        if (!markOf.computeIfAbsent(symbol, s -> number).equals(number)) {
          wrong.add(where + " is the same as " + markOf.get(symbol));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @ParameterizedTest
  @MethodSource("languagesWithLocals")
  void few_places_tell_of_a_name_what_the_whole_text_tells(String id) throws IOException {
    Language language = languages.language(id);
    QuerySource query = language.queries().get(QueryKind.LOCALS);
    // Twice, so that names have homonyms beyond their scopes.
    String once = scenario(id).text().slice(0, scenario(id).text().lengthUtf16());
    Text text = Text.of(once + "\n" + once);
    int looked =
        read(
            language,
            text,
            tree -> {
              LocalsIndex whole = whole(tree, query, text);
              int names = 0;
              for (int i = 0; i < whole.start().length; i++) {
                int offset = (whole.start()[i] + whole.end()[i] + 1) / 2;
                if (whole.at(offset) != i) {
                  continue; // a name inside another one
                }
                names++;
                Highlights expected = Highlights.ofName(whole, offset, 1_000);
                for (int most : new int[] {1, 3, NameLookup.MAX_PLACES}) {
                  LocalsIndex few = NameLookup.at(tree, query, text, offset, most);
                  assertEquals(
                      expected, Highlights.ofName(few, offset, 1_000), () -> id + " at " + offset);
                  int symbol = whole.symbol()[i];
                  int same = few.symbol()[few.at(offset)];
                  assertEquals(symbol < 0, same < 0);
                  if (symbol >= 0) {
                    assertEquals(
                        whole.start()[whole.symbols().get(symbol).firstDefinition()],
                        few.start()[few.symbols().get(same).firstDefinition()]);
                  }
                }
              }
              return names;
            });
    assertTrue(looked > 5, id + ": only " + looked + " names were looked at");
  }
}
