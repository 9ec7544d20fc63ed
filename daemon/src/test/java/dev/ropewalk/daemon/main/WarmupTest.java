package dev.ropewalk.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupTest {
  @TempDir private Path workspace;

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = workspace.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "this is no code and is not read");
    }
  }

  private List<String> found(TestLanguages languages, int most) {
    return Warmup.languagesOf(
            workspace, (id, uri, beginning) -> languages.find(ending(uri), uri, beginning), most)
        .stream()
        .map(Language::id)
        .toList();
  }

  private static String ending(String uri) {
    String end = uri.substring(uri.lastIndexOf('.') + 1);
    return end.equals("py") ? "python" : end;
  }

  @Test
  void the_most_frequent_languages_are_found_by_the_names_of_files() throws IOException {
    files("a/b/A.java", "a/b/B.java", "x.json", "x.py", "y.py", "z.py", "README", "i.png");
    files(".git/a.go", "node_modules/p/a.rust", "node_modules/p/b.rust");
    try (var languages = new TestLanguages(new LoadListener() {})) {
      assertEquals(List.of("python", "java", "json"), found(languages, 10));
      assertEquals(List.of("python", "java"), found(languages, 2));
      assertEquals(List.of(), found(languages, 0));
    }
  }

  @Test
  void they_are_loaded_and_one_that_cannot_be_stops_no_other() throws IOException {
    files("a.json", "b.python");
    try (var languages = new TestLanguages(new LoadListener() {})) {
      Language broken =
          new Language(
              "broken",
              () -> "",
              languages
                  .host()
                  .language(
                      new GrammarSource("broken", "1", () -> new byte[] {1, 2, 3}, List.of())),
              Map.of());
      Language json = languages.language("json");
      Warmup.load(List.of(broken, json));
      Optional<LanguageStatus> status =
          languages.host().status().stream().filter(each -> each.name().equals("json")).findFirst();
      assertEquals("READY", status.orElseThrow().state().toString());
    }
  }
}
