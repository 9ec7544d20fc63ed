package dev.ropewalk.daemon.lsp;

import static dev.ropewalk.daemon.lsp.Editor.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.SyntaxCheck;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.testing.TestClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.lsp4j.Diagnostic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A tree that grew edit by edit and differs from a fresh parse. The edits were found by a random
 * search over texts with errors: after the last one tree-sitter's CSS reports an error at another
 * place than a fresh parse of the same text does. A change of the grammar or of the runtime may
 * cure this drift; then the first test fails, and another sequence has to be found.
 */
class DriftTest {
  private static final String CSS = "file:///w/a.css";
  private static final Duration DEBOUNCE = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final String PULLING =
      "{'textDocument':{'diagnostic':{}},'workspace':{'diagnostics':{'refreshSupport':true},"
          + "'semanticTokens':{'refreshSupport':true}}}";

  private final Daemon daemon = new Daemon();

  @AfterEach
  void close() {
    daemon.close();
  }

  private static String before() throws IOException {
    try (InputStream in = DriftTest.class.getResourceAsStream("/scenarios/drift/before.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String after() throws IOException {
    return ")" + before().replace("color", "colo<r").replace("from {", "from/* {");
  }

  /** Types the edits, with an analysis after each, so that each is parsed for itself. */
  private static void drift(Editor editor) throws Exception {
    editor.open(CSS, "css", before());
    parse(editor);
    editor.change(CSS, 2, 2, 22, 2, 22, "/*");
    parse(editor);
    editor.change(CSS, 3, 0, 0, 0, 0, ")");
    parse(editor);
    editor.change(CSS, 4, 1, 8, 1, 8, "<");
    parse(editor);
  }

  private static void parse(Editor editor) throws Exception {
    editor.get("textDocument/documentSymbol", document(CSS));
  }

  private List<Diagnostic> truth() throws IOException {
    Text text = Text.of(after());
    var found =
        new SyntaxCheck(AnalysisSettings.defaults(), daemon.languages.table())
            .check(text, daemon.languages.language("css"))
            .join();
    return Replies.diagnostics(PlacedDiagnostics.of(found, text, PositionEncoding.UTF_16), CSS);
  }

  @Test
  void a_drifted_tree_is_replaced_when_the_document_rests_and_its_diagnostics_are_pushed_again()
      throws Exception {
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      drift(editor);
      daemon.scheduler.advance(DEBOUNCE);
      var drifted = editor.client.diagnostics(4).getDiagnostics();
      assertNotEquals(truth(), drifted, "the sequence drifts no more: find another");
      assertEquals(0, daemon.documents.statistics().drifts());

      daemon.scheduler.advance(QUIET);
      assertEquals(truth(), editor.client.diagnostics(4).getDiagnostics());
      assertEquals(1, daemon.documents.statistics().drifts());

      // An edit that changes nothing of the tree: the fresh tree is at rest, nothing is told.
      editor.change(CSS, 5, 3, 0, 3, 0, " ");
      editor.settle();
      daemon.scheduler.advance(DEBOUNCE);
      daemon.scheduler.advance(QUIET);
      parse(editor);
      assertEquals(List.of(), editor.client.pending());
      assertEquals(1, daemon.documents.statistics().drifts());
    }
  }

  @Test
  void a_client_that_pulls_is_asked_to_pull_again_and_gets_the_truth() throws Exception {
    try (Editor editor = new Editor(daemon)) {
      editor.initialize(PULLING);
      drift(editor);
      JsonObject first = pull(editor);
      daemon.scheduler.advance(QUIET);
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_DIAGNOSTICS::equals);
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_TOKENS::equals);
      JsonObject second = pull(editor);
      assertNotEquals(first.get("items"), second.get("items"));
      assertNotEquals(first.get("resultId"), second.get("resultId"));
      assertEquals(truth().size(), second.getAsJsonArray("items").size());
      assertTrue(second.toString().contains(truth().getLast().getMessage().getLeft()));
    }
  }

  private static JsonObject pull(Editor editor) throws Exception {
    return editor.get("textDocument/diagnostic", document(CSS)).getAsJsonObject();
  }
}
