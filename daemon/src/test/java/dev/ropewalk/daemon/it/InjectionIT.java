package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Languages within Markdown, whose grammar is in a distribution only where the build has clang. */
class InjectionIT {
  private static final String TEXT =
      """
      # Head of `code`

      > ```python
      > def f():
      >     return '''a
      >     b'''
      > ```

      - item
        ```js
        let b = 1;
        ```

      <div>
      <script>let q = 'r';</script>
      </div>

      ```nobody-knows
      let c = 1;
      ```
      """;

  @TempDir Path directory;

  @Test
  void fences_html_and_its_scripts_are_coloured() {
    Path grammars = Path.of(System.getProperty("ropewalk.test.dist"), "grammars");
    assumeTrue(
        Files.exists(
            grammars.resolve(
                "@tree-sitter-grammars/tree-sitter-markdown/tree-sitter-markdown.wasm")),
        "SKIPPED: the build found no clang and lld, so it has no Markdown; install them");
    Process process = new Home(directory).start("lsp");
    var wire = Wire.of(process);
    JsonArray legend =
        wire.initialize("null")
            .getAsJsonObject("capabilities")
            .getAsJsonObject("semanticTokensProvider")
            .getAsJsonObject("legend")
            .getAsJsonArray("tokenTypes");
    wire.open("file:///w/a.md", "markdown", TEXT);
    JsonObject tokens =
        wire.result(
                "textDocument/semanticTokens/full",
                "{\"textDocument\":{\"uri\":\"file:///w/a.md\"}}")
            .getAsJsonObject();
    assertEquals(
        """
        0: `code` string
        3: def keyword
        3: f function
        4: return keyword
        4: '''a string
        5:     b''' string
        10: let keyword
        10: b variable
        10: = operator
        10: 1 number
        13: div class
        14: script class
        14: let keyword
        14: q variable
        14: = operator
        14: 'r' string
        14: script class
        15: div class
        """,
        inner(new Gson().fromJson(tokens.get("data"), int[].class), legend));
    wire.result("shutdown", "null");
    wire.notify("exit", "null");
    assertEquals(0, Home.exitCode(process));
  }

  /** The tokens but for those of the fences' own lines, of blanks, and of the heading. */
  private static String inner(int[] data, JsonArray legend) {
    List<String> lines = TEXT.lines().toList();
    var words = new ArrayList<String>();
    int line = 0;
    int character = 0;
    for (int i = 0; i < data.length; i += 5) {
      character = data[i] == 0 ? character + data[i + 1] : data[i + 1];
      line += data[i];
      String word = lines.get(line).substring(character, character + data[i + 2]);
      if (!word.contains("```") && !word.isBlank() && !word.equals("> ")) {
        words.add(line + ": " + word + " " + legend.get(data[i + 3]).getAsString() + "\n");
      }
    }
    words.removeIf(word -> word.startsWith("0: Head"));
    return String.join("", words);
  }
}
