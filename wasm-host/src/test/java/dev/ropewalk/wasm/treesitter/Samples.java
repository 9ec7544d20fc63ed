package dev.ropewalk.wasm.treesitter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sources in every default language, and the queries that go with them. */
final class Samples {
  static final List<String> LANGUAGES =
      List.of(
          "json",
          "java",
          "python",
          "javascript",
          "typescript",
          "tsx",
          "rust",
          "go",
          "c",
          "cpp",
          "bash",
          "html",
          "css",
          "toml",
          "yaml");

  private Samples() {}

  /** A short source without errors. */
  static String of(String language) {
    try (InputStream in = Samples.class.getResourceAsStream("samples/" + language + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("no sample of " + language);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample again and again, until it has at least so many lines. */
  static String lines(String language, int lines) {
    String one = of(language);
    int perSample = Math.max(1, (int) one.chars().filter(c -> c == '\n').count());
    return one.repeat((lines + perSample - 1) / perSample);
  }

  /** The highlight query of a language: ours, else its package's, parents first. */
  static String highlights(Path npm, Path ours, String language) throws IOException {
    Path own = ours.resolve(language).resolve("highlights.scm");
    if (Files.exists(own)) {
      return Files.readString(own);
    }
    Path js = npm.resolve("tree-sitter-javascript/queries");
    Path ts = npm.resolve("tree-sitter-typescript/queries/highlights.scm");
    var files = new ArrayList<Path>();
    switch (language) {
      case "typescript" -> files.addAll(List.of(js.resolve("highlights.scm"), ts));
      case "tsx" ->
          files.addAll(List.of(js.resolve("highlights.scm"), js.resolve("highlights-jsx.scm"), ts));
      case "cpp" ->
          files.addAll(
              List.of(
                  npm.resolve("tree-sitter-c/queries/highlights.scm"),
                  npm.resolve("tree-sitter-cpp/queries/highlights.scm")));
      case "toml", "yaml" ->
          files.add(
              npm.resolve(
                  "@tree-sitter-grammars/tree-sitter-" + language + "/queries/highlights.scm"));
      default -> files.add(npm.resolve("tree-sitter-" + language + "/queries/highlights.scm"));
    }
    var all = new StringBuilder();
    for (Path file : files) {
      all.append(Files.readString(file)).append('\n');
    }
    return all.toString();
  }
}
