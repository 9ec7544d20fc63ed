package dev.ropewalk.daemon.lsp;

import static dev.ropewalk.daemon.lsp.Editor.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which queries run when an open document changes, and what the client hears. */
class CascadeTest {
  private static final String JAVA = "file:///w/A.java";
  private static final String OTHER = "file:///w/B.java";
  private static final Duration DEBOUNCE = Duration.ofMillis(200);
  private static final String BROKEN = "class A { int x }\n// end\n";
  private static final String PULLING = "{'textDocument':{'diagnostic':{}}}";

  private final Daemon daemon = new Daemon();
  private final List<Editor> editors = new ArrayList<>();

  @AfterEach
  void close() {
    editors.forEach(Editor::close);
    daemon.close();
  }

  private Editor editor(String capabilities) throws Exception {
    Editor editor = new Editor(daemon);
    editors.add(editor);
    editor.initialize(capabilities);
    return editor;
  }

  /** Lets a document rest, and waits until every result of it was looked at. */
  private void rest(Editor editor) throws Exception {
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    // Another document's diagnostics come after all that was to be looked at before.
    String probe = "file:///w/probe" + probes++ + ".json";
    editor.open(probe, "json", "[" + probes);
    editor.client.await(PublishDiagnosticsParams.class, p -> p.getUri().equals(probe));
    editor.tell("textDocument/didClose", document(probe));
    editor.settle();
  }

  private int probes;

  private static void isQuiet(TestClient client) {
    List<Object> published =
        client.pending().stream()
            .filter(
                told -> told instanceof PublishDiagnosticsParams p && !p.getUri().contains("probe"))
            .toList();
    assertEquals(List.of(), published);
  }

  @Test
  void typing_where_nothing_is_shown_runs_the_analysis_and_ends_at_the_firewall() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", BROKEN);
    assertEquals(1, editor.client.diagnostics(1).getDiagnostics().size());
    assertEquals(List.of("ran diagnostics", "ran document-diagnostics"), daemon.log.executed());
    editor.change(JAVA, 2, 1, 6, 1, 6, "  ");
    editor.settle();
    assertEquals(List.of(), daemon.log.all(), "nothing is looked at while one types");
    daemon.scheduler.advance(DEBOUNCE);
    awaitExecutions("document-diagnostics", 2);
    assertEquals(List.of("ran diagnostics", "same document-diagnostics"), daemon.log.executed());
    rest(editor);
    isQuiet(editor.client);
  }

  private void awaitExecutions(String query, long count) {
    while (daemon.counters.statistics(daemon.engine).byQuery().get(query).executed() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void an_edit_that_is_undone_runs_nothing() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", BROKEN);
    assertEquals(1, editor.client.diagnostics(1).getDiagnostics().size());
    editor.change(JAVA, 2, 0, 15, 0, 15, ";");
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    assertEquals(List.of(), editor.client.diagnostics(2).getDiagnostics());
    var unused = daemon.log.executed();
    editor.change(JAVA, 3, 0, 15, 0, 16, "");
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    assertEquals(1, editor.client.diagnostics(3).getDiagnostics().size());
    assertEquals(List.of("recalled document-diagnostics"), daemon.log.executed());
  }

  @Test
  void equal_texts_of_two_windows_are_analysed_once() throws Exception {
    Editor one = editor(PULLING);
    Editor two = editor(PULLING);
    one.open(JAVA, "java", BROKEN);
    two.open(OTHER, "java", BROKEN);
    String mine = one.get("textDocument/documentSymbol", document(JAVA)).toString();
    String yours = two.get("textDocument/documentSymbol", document(OTHER)).toString();
    assertEquals(mine.replace(JAVA, OTHER), yours);
    one.get("textDocument/diagnostic", document(JAVA));
    two.get("textDocument/diagnostic", document(OTHER));
    assertEquals(List.of("ran outline", "ran diagnostics"), daemon.log.executed());
    assertEquals(0, daemon.analyses.heldTrees());
  }

  @Test
  void a_document_that_is_closed_is_looked_at_no_more() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", BROKEN);
    assertEquals(1, editor.client.diagnostics(1).getDiagnostics().size());
    editor.change(JAVA, 2, 0, 0, 0, 0, "/");
    editor.tell("textDocument/didClose", document(JAVA));
    editor.settle();
    var cleared = editor.client.await(PublishDiagnosticsParams.class, p -> true);
    assertEquals(List.of(), cleared.getDiagnostics());
    assertEquals(0, daemon.analyses.heldTrees());
    var unused = daemon.log.all();
    rest(editor);
    isQuiet(editor.client);
    // Only the probe's own results were looked at.
    assertTrue(
        daemon.log.executed().stream().filter(line -> line.endsWith("diagnostics")).count() <= 4);
    assertEquals(0, daemon.analyses.heldTrees());
    assertEquals(0, daemon.scheduler.size(), "nothing waits for its time");
  }

  @Test
  void a_document_that_comes_back_with_the_same_text_is_shown_again() throws Exception {
    Editor editor = editor("{}");
    for (int round = 0; round < 20; round++) {
      editor.open(JAVA, "java", 2 * round + 1, BROKEN);
      assertEquals(1, editor.client.diagnostics(2 * round + 1).getDiagnostics().size());
      editor.change(JAVA, 2 * round + 2, 99, 0, 99, 0, "x"); // out of range: desynchronised
      var withdrawn = editor.client.await(PublishDiagnosticsParams.class, p -> true);
      assertEquals(List.of(), withdrawn.getDiagnostics());
      assertEquals(null, withdrawn.getVersion());
    }
    assertEquals(
        1,
        daemon.counters.statistics(daemon.engine).byQuery().get("diagnostics").executed(),
        "one text");
  }

  @Test
  void what_is_pushed_last_is_of_the_last_text_however_edits_and_pauses_fall() throws Exception {
    Editor editor = editor("{}");
    editor.open(JAVA, "java", "class A { int x; }\n");
    editor.client.diagnostics(1);
    for (int round = 0; round < 30; round++) {
      int version = 2 * round + 2;
      editor.change(JAVA, version, 0, 15, 0, 16, ""); // broken
      if (round % 2 == 0) {
        editor.settle();
        daemon.scheduler.advance(DEBOUNCE);
      }
      editor.change(JAVA, version + 1, 0, 15, 0, 15, ";"); // whole
      if (round % 3 == 0) {
        editor.settle();
        daemon.scheduler.advance(DEBOUNCE);
      }
    }
    editor.replaceAll(JAVA, 100, "class A { int x }\nclass B { int y }\n");
    editor.settle();
    daemon.scheduler.advance(DEBOUNCE);
    int lastVersion = 0;
    int errors = 0;
    while (errors < 2) {
      var told = editor.client.await(PublishDiagnosticsParams.class, p -> true);
      assertTrue(told.getVersion() > lastVersion, "an older result after a newer one");
      lastVersion = told.getVersion();
      errors = told.getDiagnostics().size();
    }
    assertEquals(100, lastVersion);
    rest(editor);
    isQuiet(editor.client);
  }
}
