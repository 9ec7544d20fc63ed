package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextEdit;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.extension.ExtensionShelf.FormatterPackage;
import dev.ropewalk.daemon.testing.DprintPlugins;
import dev.ropewalk.wasm.dprint.FormatterSource;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.LoadPriority;
import dev.ropewalk.wasm.registry.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formatting with dprint's real plugins, as a client sees it. */
class FormattingServerTest {
  private static final Duration DEBOUNCE = AnalysisSettings.defaults().pushDebounce();
  private static final String OPTIONS = "'options':{'tabSize':2,'insertSpaces':true}";
  private static Daemon daemon;

  @TempDir Path temporary;

  @BeforeAll
  static void start() {
    DprintPlugins.npm();
    daemon = new Daemon();
    daemon.formatters.install(
        List.of(
            plugin("@dprint/json", "json", "*.json"),
            plugin("@dprint/markdown", "markdown", "*.md"),
            plugin("dprint-plugin-yaml", "yaml", "*.yaml")));
  }

  @AfterAll
  static void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  private static FormatterPackage plugin(String id, String name, String files) {
    var manifest =
        new Manifest(
            new ExtensionId(id),
            "1.0.0",
            ExtensionKind.FORMATTER,
            "plugin.wasm",
            List.of(),
            List.of(files),
            List.of(),
            LoadPriority.NORMAL,
            Set.of(),
            Set.of(),
            Optional.empty());
    return new FormatterPackage(
        manifest,
        new FormatterSource(id, () -> Files.readAllBytes(DprintPlugins.module(name))),
        name);
  }

  @Test
  void the_formatter_of_a_document_is_made_ready_when_it_is_opened() throws Exception {
    try (var own = new Daemon()) {
      own.formatters.install(
          List.of(
              plugin("@dprint/json", "json", "*.json"),
              plugin("@dprint/markdown", "markdown", "*.md")));
      own.formatters.prepare(Path.of("/w/a.txt")).get(1, TimeUnit.MINUTES);
      own.formatters.prepare(Path.of("/w/a.json")).get(2, TimeUnit.MINUTES);
      assertEquals(
          List.of("@dprint/json READY 1", "@dprint/markdown ABSENT 0"),
          own.formatters.status().stream()
              .map(each -> each.name() + " " + each.life().state() + " " + each.instances())
              .toList());
    }
  }

  private Path root() throws Exception {
    return Files.createTempDirectory(temporary, "root").toRealPath();
  }

  private static void initialize(Editor editor, Path root, String capabilities) throws Exception {
    JsonObject said =
        editor
            .get(
                "initialize",
                "{'capabilities':"
                    + capabilities
                    + ",'workspaceFolders':[{'uri':'%s','name':'w'}]}",
                root.toUri())
            .getAsJsonObject()
            .getAsJsonObject("capabilities");
    assertTrue(said.get("documentFormattingProvider").getAsBoolean());
    assertTrue(said.get("documentRangeFormattingProvider").getAsBoolean());
    editor.tell("initialized", "{}");
    editor.settle();
  }

  private static JsonArray format(Editor editor, String uri) throws Exception {
    return editor
        .get("textDocument/formatting", "{'textDocument':{'uri':'%s'}," + OPTIONS + "}", uri)
        .getAsJsonArray();
  }

  private static String applied(String text, JsonArray edits) {
    Text before = Text.of(text);
    var all = new ArrayList<TextEdit>();
    for (JsonElement each : edits) {
      JsonObject edit = each.getAsJsonObject();
      JsonObject range = edit.getAsJsonObject("range");
      all.add(
          new TextEdit(
              offset(before, range.getAsJsonObject("start")),
              offset(before, range.getAsJsonObject("end")),
              edit.get("newText").getAsString()));
    }
    return before.apply(all).toString();
  }

  private static int offset(Text text, JsonObject position) {
    return text.offsetOf(
        new Position(position.get("line").getAsInt(), position.get("character").getAsInt()),
        PositionEncoding.UTF_16);
  }

  private static String open(Editor editor, Path root, String name, String language, String text)
      throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    String uri = Files.writeString(file, text).toUri().toString();
    editor.open(uri, language, text);
    return uri;
  }

  @Test
  void edits_touch_what_changes_and_give_what_dprint_gives() throws Exception {
    Optional<Path> program = DprintPlugins.program();
    assumeTrue(program.isPresent(), "SKIPPED: no dprint command line of npm runs here");
    Path root = root();
    String json = "{\"é\":  1,\n  \"b\": [1,2,\n3],\n  \"kept\": true\n}\n";
    String markdown = "# A  title\n\n*  one\n*  two\n\n```json\n{\"a\":1,\n\"b\":2}\n```\n";
    String yaml = "a:   1\nb:\n    - 2\n    -   3\n";
    Files.writeString(
        root.resolve("dprint.json"),
        "{ // ours\n"
            + " \"json\": {\"indentWidth\": 4, \"trailingCommas\": \"never\"}, \"lineWidth\":"
            + " 60,}");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      for (List<String> each :
          List.of(
              List.of("a.json", "json", json),
              List.of("b/a.md", "markdown", markdown),
              List.of("a.yaml", "yaml", yaml))) {
        String text = each.get(2);
        String uri = open(editor, root, each.get(0), each.get(1), text);
        JsonArray edits = format(editor, uri);
        String expected =
            DprintPlugins.format(
                program.get(),
                root.resolve(each.get(0)),
                temporary.resolve("cache"),
                "json",
                "markdown",
                "yaml");
        assertEquals(expected, applied(text, edits), each.get(0));
        for (JsonElement edit : edits) {
          assertTrue(
              edit.getAsJsonObject().get("newText").getAsString().length() < expected.length() / 2,
              "no replacement of the whole: " + edit);
        }
      }
    }
  }

  @Test
  void a_range_keeps_the_edits_that_touch_it_and_the_editors_indentation_counts() throws Exception {
    Path root = root();
    String text = "{\n\"a\": [\n1],\n\"b\":   2\n}\n";
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      String uri = open(editor, root, "x.json", "json", text);
      assertEquals(
          "{\n   \"a\": [\n      1\n   ],\n   \"b\": 2\n}\n",
          applied(
              text,
              editor
                  .get(
                      "textDocument/formatting",
                      "{'textDocument':{'uri':'%s'},'options':{'tabSize':3,'insertSpaces':true}}",
                      uri)
                  .getAsJsonArray()));
      JsonArray some =
          editor
              .get(
                  "textDocument/rangeFormatting",
                  "{'textDocument':{'uri':'%s'},"
                      + OPTIONS
                      + ",'range':{'start':{'line':3,'character':3},'end':{'line':3,'character':8}}}",
                  uri)
              .getAsJsonArray();
      assertEquals("{\n\"a\": [\n1],\n\"b\": 2\n}\n", applied(text, some));
    }
  }

  @Test
  void a_syntax_error_is_a_diagnostic_at_its_place_until_the_text_changes() throws Exception {
    Path root = root();
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      String uri = open(editor, root, "x.json", "json", "{\n \"a\": ,\n \"b\": 1\n}\n");
      assertEquals(0, format(editor, uri).size());
      Diagnostic found =
          editor
              .client
              .await(
                  PublishDiagnosticsParams.class,
                  told ->
                      told.getDiagnostics().stream()
                          .anyMatch(one -> one.getSource().equals("@dprint/json")))
              .getDiagnostics()
              .stream()
              .filter(one -> one.getSource().equals("@dprint/json"))
              .findFirst()
              .orElseThrow();
      assertEquals("format-syntax", found.getCode().getLeft());
      assertEquals(1, found.getRange().getStart().getLine());
      editor.change(uri, 2, 1, 6, 1, 6, "1");
      editor.settle();
      daemon.scheduler.advance(DEBOUNCE);
      editor.client.await(PublishDiagnosticsParams.class, told -> told.getDiagnostics().isEmpty());
    }
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{'textDocument':{'diagnostic':{}}}");
      String uri = open(editor, root, "y.json", "json", "[1, }]\n");
      assertEquals(0, format(editor, uri).size());
      JsonArray items =
          editor
              .get("textDocument/diagnostic", Editor.document(uri))
              .getAsJsonObject()
              .getAsJsonArray("items");
      assertTrue(items.toString().contains("format-syntax"), items.toString());
    }
  }

  @Test
  void what_is_excluded_or_nobodys_is_left_alone_and_a_bad_configuration_is_told()
      throws Exception {
    Path root = root();
    Files.writeString(root.resolve("dprint.json"), "{\"excludes\":[\"out\"]}");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      assertEquals(0, format(editor, open(editor, root, "out/x.json", "json", "[1,2]")).size());
      assertEquals(0, format(editor, open(editor, root, "x.py", "python", "x=1")).size());
      String uri = open(editor, root, "bad/x.json", "json", "[1,2]");
      Files.writeString(root.resolve("bad/dprint.json"), "{");
      var error =
          editor.fail(
              "textDocument/formatting", "{'textDocument':{'uri':'%s'}," + OPTIONS + "}", uri);
      assertEquals(
          "configuration-refused", ((JsonObject) error.getData()).get("code").getAsString());
      assertTrue(error.getMessage().contains("dprint.json"), error.getMessage());
    }
  }

  @Test
  void a_setting_that_the_plugin_does_not_know_is_told_and_nothing_is_formatted() throws Exception {
    Path root = root();
    Path config = root.resolve("dprint.json");
    Files.writeString(config, "{\"json\":{\"indentWidht\":3,\"lineWidth\":\"wide\"}}");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      String uri = open(editor, root, "x.json", "json", "[1,2]");
      for (int i = 0; i < 2; i++) {
        var error =
            editor.fail(
                "textDocument/formatting", "{'textDocument':{'uri':'%s'}," + OPTIONS + "}", uri);
        assertEquals(
            "configuration-refused", ((JsonObject) error.getData()).get("code").getAsString());
        for (String part : List.of("dprint.json", "indentWidht", "lineWidth")) {
          assertTrue(error.getMessage().contains(part), error.getMessage());
        }
      }
      Files.writeString(config, "{\"json\":{\"indentWidth\":3}}");
      assertEquals(2, format(editor, uri).size());
      Files.writeString(config, "{\"json\":{\"indentWidth\":\"x\"}}");
      var again =
          editor.fail(
              "textDocument/formatting", "{'textDocument':{'uri':'%s'}," + OPTIONS + "}", uri);
      assertTrue(again.getMessage().contains("indentWidth"), again.getMessage());
    }
  }
}
