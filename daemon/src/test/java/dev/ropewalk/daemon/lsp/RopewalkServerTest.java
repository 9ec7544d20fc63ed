package dev.ropewalk.daemon.lsp;

import static dev.ropewalk.daemon.lsp.Editor.at;
import static dev.ropewalk.daemon.lsp.Editor.code;
import static dev.ropewalk.daemon.lsp.Editor.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RopewalkServerTest {
  private static final String JAVA = "file:///w/A.java";
  private static final Duration DEBOUNCE = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final String MODERN =
      "{'textDocument':{'documentSymbol':{'hierarchicalDocumentSymbolSupport':true},"
          + "'foldingRange':{'lineFoldingOnly':true},'hover':{'contentFormat':['markdown']}}}";
  private static final String PULLING =
      "{'textDocument':{'diagnostic':{}},'workspace':{'diagnostics':{'refreshSupport':true}}}";

  private final Daemon daemon = new Daemon();
  private final List<Editor> editors = new ArrayList<>();

  @AfterEach
  void close() {
    editors.forEach(Editor::close);
    daemon.close();
  }

  private Editor editor() throws Exception {
    Editor editor = new Editor(daemon);
    editors.add(editor);
    return editor;
  }

  private Editor editor(String capabilities) throws Exception {
    Editor editor = editor();
    editor.initialize(capabilities);
    return editor;
  }

  @Test
  void the_first_encoding_that_both_know_is_taken() throws Exception {
    String offer = "{'general':{'positionEncodings':[%s]}}";
    assertEquals("utf-16", encoding("{}"));
    assertEquals("utf-8", encoding(String.format(offer, "'utf-8','utf-16'")));
    assertEquals("utf-32", encoding(String.format(offer, "'utf-7','utf-32','utf-8'")));
    assertEquals("utf-16", encoding(String.format(offer, "'utf-7'")));
  }

  private String encoding(String capabilities) throws Exception {
    return editor().initialize(capabilities).get("positionEncoding").getAsString();
  }

  @Test
  void diagnostics_are_offered_for_pulling_only_to_those_who_pull() throws Exception {
    assertFalse(editor().initialize("{}").has("diagnosticProvider"));
    assertTrue(editor().initialize(PULLING).has("diagnosticProvider"));
  }

  @Test
  void a_connection_that_needs_a_token_is_refused_without_it() throws Exception {
    for (String options : List.of("{}", "{'token':'wrong'}", "{'token':7}", "null")) {
      try (Editor editor = new Editor(daemon, true)) {
        assertEquals("token-refused", code(editor.fail("ropewalk/status", "{}")));
        var error =
            editor.fail(
                "initialize", "{'capabilities':{},'initializationOptions':" + options + "}");
        assertEquals("token-refused", code(error));
        assertEquals(-32600, error.getCode());
        assertNotNull(editor.refused.join());
      }
    }
    try (Editor editor = new Editor(daemon, true)) {
      assertNotNull(
          editor.get(
              "initialize",
              "{'capabilities':{},'initializationOptions':{'token':'%s'}}",
              Daemon.TOKEN));
      assertFalse(editor.refused.isDone());
    }
  }

  @Test
  void exit_codes_are_those_of_the_protocol() throws Exception {
    Editor orderly = editor("{}");
    assertTrue(orderly.get("shutdown", "{}") == null || orderly.exited.getNow(null) == null);
    orderly.tell("exit", "{}");
    assertEquals(0, orderly.exited.join());
    Editor abrupt = editor("{}");
    abrupt.tell("exit", "{}");
    assertEquals(1, abrupt.exited.join());
  }

  @Test
  void symbols_form_a_tree_or_a_list_as_the_client_can() throws Exception {
    String text = "class A {\n  int x;\n  void m(int p) { }\n}\n";
    Editor modern = editor(MODERN);
    modern.open(JAVA, "java", text);
    JsonArray tree = modern.get("textDocument/documentSymbol", document(JAVA)).getAsJsonArray();
    assertEquals(1, tree.size());
    JsonObject a = tree.get(0).getAsJsonObject();
    assertEquals("A", a.get("name").getAsString());
    JsonArray members = a.getAsJsonArray("children");
    assertEquals("x", members.get(0).getAsJsonObject().get("name").getAsString());
    JsonObject m = members.get(1).getAsJsonObject();
    assertEquals("m", m.get("name").getAsString());
    assertEquals("(int p)", m.get("detail").getAsString());
    assertEquals(
        "{\"start\":{\"line\":2,\"character\":7},\"end\":{\"line\":2,\"character\":8}}",
        m.get("selectionRange").toString());
    Editor old = editor("{}");
    old.open(JAVA, "java", text);
    JsonArray flat = old.get("textDocument/documentSymbol", document(JAVA)).getAsJsonArray();
    assertEquals(3, flat.size());
    assertEquals("A", flat.get(2).getAsJsonObject().get("containerName").getAsString());
    assertEquals(
        1,
        daemon.counters.statistics(daemon.engine).byQuery().get("outline").hits(),
        "equal texts share one analysis");
  }

  @Test
  void diagnostics_appear_go_away_and_are_cleared_on_close() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", "class A { int x }\n");
    PublishDiagnosticsParams first = editor.client.diagnostics(1);
    assertEquals(1, first.getDiagnostics().size());
    var wrong = first.getDiagnostics().getFirst();
    assertEquals("Syntax error: expected ';'", wrong.getMessage().getLeft());
    assertEquals("ropewalk", wrong.getSource());
    assertEquals("syntax", wrong.getCode().getLeft());
    assertEquals(14, wrong.getRange().getStart().getCharacter());
    assertEquals(15, wrong.getRange().getEnd().getCharacter());
    editor.change(JAVA, 2, 0, 15, 0, 15, ";");
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    assertEquals(List.of(), editor.client.diagnostics(2).getDiagnostics());
    editor.change(JAVA, 3, 0, 15, 0, 16, "");
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    assertEquals(1, editor.client.diagnostics(3).getDiagnostics().size());
    editor.tell("textDocument/didClose", document(JAVA));
    var cleared = editor.client.await(PublishDiagnosticsParams.class, p -> true);
    assertEquals(List.of(), cleared.getDiagnostics());
    editor.settle();
    assertEquals(0, daemon.documents.statistics().documents());
  }

  @Test
  void pulled_diagnostics_are_not_pushed_and_unchanged_ones_are_said_to_be() throws Exception {
    Editor editor = editor(PULLING);
    editor.open(JAVA, "java", "class A { int x }\n");
    JsonObject full = editor.get("textDocument/diagnostic", document(JAVA)).getAsJsonObject();
    assertEquals("full", full.get("kind").getAsString());
    assertEquals(1, full.getAsJsonArray("items").size());
    String id = full.get("resultId").getAsString();
    editor.change(JAVA, 2, 0, 17, 0, 17, " // x");
    JsonObject again =
        editor
            .get(
                "textDocument/diagnostic",
                "{'textDocument':{'uri':'%s'},'previousResultId':'%s'}",
                JAVA,
                id)
            .getAsJsonObject();
    assertEquals("unchanged", again.get("kind").getAsString());
    daemon.scheduler.advance(QUIET);
    editor.settle();
    assertTrue(
        editor.client.pending().stream().noneMatch(PublishDiagnosticsParams.class::isInstance));
  }

  @Test
  void a_setting_turns_syntax_diagnostics_off_by_language() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", "class A { int x }\n");
    assertEquals(1, editor.client.diagnostics(1).getDiagnostics().size());
    editor.tell(
        "workspace/didChangeConfiguration",
        "{'settings':{'ropewalk':{'diagnostics':{'syntax':{'disabledLanguages':['java']}}}}}");
    assertEquals(0, editor.client.diagnostics(1).getDiagnostics().size());
    editor.tell("workspace/didChangeConfiguration", "{'settings':{}}");
    assertEquals(1, editor.client.diagnostics(1).getDiagnostics().size());
  }

  @Test
  void a_desynchronised_document_is_refused_until_its_text_comes() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(JAVA, "java", "class A {}\n");
    editor.change(JAVA, 2, 99, 0, 99, 0, "x");
    var told = editor.client.await(MessageParams.class, m -> true);
    assertTrue(told.getMessage().contains("no longer agree"), told.getMessage());
    editor.change(JAVA, 3, 0, 0, 0, 0, "x");
    var error = editor.fail("textDocument/documentSymbol", document(JAVA));
    assertEquals("document-desynchronised", code(error));
    editor.replaceAll(JAVA, 4, "class B {}\n");
    assertEquals(
        1, editor.get("textDocument/documentSymbol", document(JAVA)).getAsJsonArray().size());
    assertTrue(
        editor.client.pending().stream().noneMatch(MessageParams.class::isInstance),
        "the user is told once");
    assertEquals(1, daemon.documents.statistics().desynchronisations());
  }

  @Test
  void documents_that_are_not_open_or_have_no_language_are_told_apart() throws Exception {
    Editor editor = editor(MODERN);
    var error = editor.fail("textDocument/hover", at("file:///w/none", 0, 0));
    assertEquals("document-not-open", code(error));
    editor.open("untitled:Untitled-1", "plaintext", "words");
    String symbols =
        editor.get("textDocument/documentSymbol", document("untitled:Untitled-1")).toString();
    assertEquals("[]", symbols);
  }

  @Test
  void hover_tells_of_a_definition_in_the_same_file() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(
        JAVA,
        "java",
        "class A {\n  /**\n   * Adds one.\n   */\n  int inc(int n) {\n    return n + 1;\n  }\n"
            + "  int two() { return inc(1); }\n}\n");
    JsonObject hover = editor.get("textDocument/hover", at(JAVA, 7, 22)).getAsJsonObject();
    String markdown = hover.getAsJsonObject("contents").get("value").getAsString();
    assertEquals("```java\nint inc(int n) {\n```\n\nAdds one.\n\n*method, line 5*", markdown);
    JsonObject parameter = editor.get("textDocument/hover", at(JAVA, 5, 11)).getAsJsonObject();
    assertTrue(
        parameter.getAsJsonObject("contents").get("value").getAsString().contains("parameter"));
  }

  @Test
  void highlights_follow_scopes_and_tell_reads_from_writes() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(
        JAVA, "java", "class A {\n  void m(int n) { n(n); }\n  void k(int n) { int q = n; }\n}\n");
    JsonArray marks =
        editor.get("textDocument/documentHighlight", at(JAVA, 2, 26)).getAsJsonArray();
    assertEquals(2, marks.size(), marks.toString());
    assertEquals(3, marks.get(0).getAsJsonObject().get("kind").getAsInt());
    assertEquals(2, marks.get(1).getAsJsonObject().get("kind").getAsInt());
    for (JsonElement mark : marks) {
      assertTrue(mark.toString().contains("\"line\":2"), mark.toString());
    }
  }

  @Test
  void folds_and_selections_are_by_the_tree() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(
        JAVA, "java", "import a.B;\nimport a.C;\n\n// one\n// two\nclass A {\n  int x;\n}\n");
    JsonArray folds = editor.get("textDocument/foldingRange", document(JAVA)).getAsJsonArray();
    assertEquals(
        "[{\"startLine\":0,\"endLine\":1,\"kind\":\"imports\"},"
            + "{\"startLine\":3,\"endLine\":4,\"kind\":\"comment\"},"
            + "{\"startLine\":5,\"endLine\":6}]",
        folds.toString());
    JsonArray selections =
        editor
            .get(
                "textDocument/selectionRange",
                "{'textDocument':{'uri':'%s'},'positions':[{'line':6,'character':6}]}",
                JAVA)
            .getAsJsonArray();
    JsonObject inner = selections.get(0).getAsJsonObject();
    assertEquals(
        "{\"start\":{\"line\":6,\"character\":6},\"end\":{\"line\":6,\"character\":7}}",
        inner.get("range").toString());
    assertTrue(inner.has("parent"));
  }

  @Test
  void tokens_come_whole_by_range_and_as_a_delta() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(JAVA, "java", "class A {\n  int x = 1; // é\n}\n");
    JsonObject whole =
        editor.get("textDocument/semanticTokens/full", document(JAVA)).getAsJsonObject();
    JsonArray data = whole.getAsJsonArray("data");
    assertEquals(0, data.size() % 5);
    assertTrue(data.size() >= 25, data.toString());
    JsonObject range =
        editor
            .get(
                "textDocument/semanticTokens/range",
                "{'textDocument':{'uri':'%s'},'range':%s}",
                JAVA,
                Editor.range(1, 0, 1, 99))
            .getAsJsonObject();
    assertEquals(data.size() - 10, range.getAsJsonArray("data").size());
    editor.change(JAVA, 2, 1, 10, 1, 11, "22");
    JsonObject delta =
        editor
            .get(
                "textDocument/semanticTokens/full/delta",
                "{'textDocument':{'uri':'%s'},'previousResultId':%s}",
                JAVA,
                whole.get("resultId"))
            .getAsJsonObject();
    assertEquals(1, delta.getAsJsonArray("edits").size());
  }

  @Test
  void a_large_document_is_reduced_and_a_larger_one_is_text_only() throws Exception {
    try (Daemon small =
            new Daemon(new DocumentSettings(10, 1 << 20, 100, 200, Duration.ofSeconds(2)));
        Editor editor = new Editor(small)) {
      editor.initialize(MODERN);
      editor.open(JAVA, "java", "class A { int x; }\n" + "// x\n".repeat(20));
      var told = editor.client.await(MessageParams.class, m -> true);
      assertTrue(told.getMessage().contains("reducedAboveBytes"), told.getMessage());
      String symbols = editor.get("textDocument/documentSymbol", document(JAVA)).toString();
      assertEquals("[]", symbols);
      String range = Editor.range(0, 0, 1, 0);
      String tokens =
          editor
              .get(
                  "textDocument/semanticTokens/range",
                  "{'textDocument':{'uri':'%s'},'range':%s}",
                  JAVA,
                  range)
              .toString();
      assertFalse(tokens.contains("[]"), tokens);
      editor.change(JAVA, 2, 1, 0, 1, 0, "y".repeat(200));
      told = editor.client.await(MessageParams.class, m -> true);
      assertTrue(told.getMessage().contains("syntaxOffAboveBytes"), told.getMessage());
      editor.change(JAVA, 3, 1, 0, 99, 0, "");
      editor.replaceAll(JAVA, 4, "class B {}");
      assertEquals(
          1, editor.get("textDocument/documentSymbol", document(JAVA)).getAsJsonArray().size());
    }
  }

  @Test
  void progress_is_shown_while_a_language_loads() throws Exception {
    Editor editor = editor("{'window':{'workDoneProgress':true}}");
    editor.open("file:///w/x.go", "go", "package p\n");
    var first =
        editor.client.await(
            ProgressParams.class, p -> p.getValue().getLeft().getKind().name().equals("begin"));
    var last =
        editor.client.await(
            ProgressParams.class, p -> p.getValue().getLeft().getKind().name().equals("end"));
    assertEquals(first.getToken(), last.getToken());
  }

  @Test
  void a_quiet_document_with_errors_is_parsed_afresh() throws Exception {
    Editor editor = editor(PULLING);
    editor.open(JAVA, "java", "class A { int x }\n");
    editor.change(JAVA, 2, 0, 0, 0, 0, "} ");
    editor.settle();
    daemon.scheduler.advance(QUIET);
    String report = editor.get("textDocument/diagnostic", document(JAVA)).toString();
    assertTrue(report.contains("Syntax error"), report);
    assertTrue(
        editor.client.pending().stream().allMatch(TestClient.Asked.REFRESH_DIAGNOSTICS::equals));
  }

  @Test
  void a_request_that_edits_overtook_is_answered_from_its_snapshot() throws Exception {
    Editor editor = editor(MODERN);
    editor.open(JAVA, "java", "class A {}\n");
    List<java.util.concurrent.CompletableFuture<JsonElement>> answers = new ArrayList<>();
    for (int version = 2; version < 22; version++) {
      editor.change(JAVA, version, 0, 6, 0, 7, String.valueOf((char) ('A' + version)));
      answers.add(editor.ask("textDocument/documentSymbol", document(JAVA)));
    }
    for (int i = 0; i < answers.size(); i++) {
      JsonArray symbols = answers.get(i).get().getAsJsonArray();
      assertEquals(
          String.valueOf((char) ('A' + i + 2)),
          symbols.get(0).getAsJsonObject().get("name").getAsString());
    }
  }

  @Test
  void only_methods_that_the_client_retries_fail_as_modified() throws Exception {
    Editor editor =
        editor(
            "{'general':{'staleRequestSupport':{'cancel':true,'retryOnContentModified':"
                + "['textDocument/semanticTokens/full']}}}");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append("class A").append(i).append(" { int x = ").append(i).append("; }\n");
    }
    editor.open(JAVA, "java", text.toString());
    var retried = editor.ask("textDocument/semanticTokens/full", document(JAVA));
    var answered = editor.ask("textDocument/documentSymbol", document(JAVA));
    editor.change(JAVA, 2, 0, 0, 0, 0, " ");
    assertEquals(6_000, answered.get().getAsJsonArray().size());
    var failure = retried.handle((value, thrown) -> thrown).get();
    if (failure != null) { // it may have been answered before the edit arrived
      assertTrue(failure.toString().contains("changed while"), failure.toString());
    }
  }

  @Test
  void status_tells_of_documents_languages_and_caches() throws Exception {
    Editor tool = editor();
    Editor editor = editor(MODERN);
    editor.open(JAVA, "java", "class A {}\n");
    editor.get("textDocument/documentSymbol", document(JAVA));
    JsonObject status = tool.get("ropewalk/status", "{}").getAsJsonObject();
    assertEquals(1, status.getAsJsonArray("documents").size());
    assertTrue(status.getAsJsonArray("languages").toString().contains("\"ready\""));
    assertTrue(status.getAsJsonObject("cache").toString().contains("outline"));
  }

  @Test
  void the_documents_of_a_connection_that_is_gone_are_closed() throws Exception {
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open(JAVA, "java", "class A {}\n");
      editor.settle();
      assertEquals(1, daemon.documents.statistics().documents());
      editor.server.close();
      editor.server.close();
    }
    assertEquals(0, daemon.documents.statistics().documents());
    assertEquals(0, daemon.documents.statistics().bytes());
  }
}
