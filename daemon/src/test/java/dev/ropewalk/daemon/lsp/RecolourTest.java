package dev.ropewalk.daemon.lsp;

import static dev.ropewalk.daemon.lsp.Editor.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.extension.LanguageTable;
import dev.ropewalk.daemon.testing.TestClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A language that comes or goes while documents are open that have it within them. */
class RecolourTest {
  private static final String HTML = "file:///w/a.html";
  private static final String REFRESHING =
      "{'workspace':{'semanticTokens':{'refreshSupport':true}}}";

  private final Daemon daemon = new Daemon();

  @AfterEach
  void close() {
    daemon.close();
  }

  private static int tokens(Editor editor) throws Exception {
    return editor
        .get("textDocument/semanticTokens/full", document(HTML))
        .getAsJsonObject()
        .getAsJsonArray("data")
        .size();
  }

  @Test
  void clients_that_can_are_asked_to_ask_again() throws Exception {
    try (Editor editor = new Editor(daemon);
        Editor other = new Editor(daemon)) {
      editor.initialize(REFRESHING);
      other.initialize("{}");
      editor.open(HTML, "html", "<script>let a = 1;</script>\n");
      int without = tokens(editor);
      daemon.analyses.languagesChanged(new LanguageTable("all", daemon.languages.table().named()));
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_TOKENS::equals);
      assertTrue(tokens(editor) > without);
      daemon.analyses.languagesChanged(new LanguageTable("none", name -> Optional.empty()));
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_TOKENS::equals);
      assertEquals(without, tokens(editor));
      daemon.analyses.languagesChanged(new LanguageTable("none", name -> Optional.empty()));
      assertEquals(without, tokens(editor));
      assertEquals(List.of(), editor.client.pending(), "the same languages are no news");
      other.settle();
      assertEquals(List.of(), other.client.pending());
    }
  }
}
