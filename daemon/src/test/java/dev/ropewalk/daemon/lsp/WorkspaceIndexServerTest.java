package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols of a workspace and links between its files, as a client sees them. */
class WorkspaceIndexServerTest {
  private static Daemon daemon;

  @TempDir Path temporary;

  @BeforeAll
  static void start() {
    daemon = new Daemon();
  }

  @AfterAll
  static void stop() {
    daemon.close();
  }

  private Path root() throws Exception {
    return Files.createTempDirectory(temporary, "root").toRealPath();
  }

  private static void initialize(Editor editor, Path root, String capabilities) throws Exception {
    editor.get(
        "initialize",
        "{'capabilities':" + capabilities + ",'workspaceFolders':[{'uri':'%s','name':'w'}]}",
        root.toUri());
    editor.tell("initialized", "{}");
    editor.settle();
  }

  private static List<String> symbols(Editor editor, String query) throws Exception {
    JsonArray found = editor.get("workspace/symbol", "{'query':'" + query + "'}").getAsJsonArray();
    var told = new ArrayList<String>();
    for (JsonElement one : found) {
      JsonObject symbol = one.getAsJsonObject();
      JsonObject location = symbol.getAsJsonObject("location");
      JsonObject start = location.getAsJsonObject("range").getAsJsonObject("start");
      String uri = location.get("uri").getAsString();
      told.add(
          symbol.get("name").getAsString()
              + " "
              + uri.substring(uri.lastIndexOf('/') + 1)
              + ":"
              + start.get("line").getAsInt()
              + ":"
              + start.get("character").getAsInt());
    }
    return told;
  }

  /** Asks until the answer fits. */
  private static void await(Editor editor, String query, Predicate<List<String>> fits)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<String> found = symbols(editor, query);
    while (!fits.test(found)) {
      assertTrue(System.nanoTime() < end, "the last answer was " + found);
      found = symbols(editor, query);
    }
  }

  @Test
  void symbols_are_found_by_letters_and_followed_on_the_disk() throws Exception {
    Path root = root();
    Files.writeString(
        root.resolve("HttpServer.java"), "class HttpServer {\n  void start() {}\n}\n");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      await(editor, "hs", found -> found.equals(List.of("HttpServer HttpServer.java:0:6")));
      assertEquals(List.of("start HttpServer.java:1:7"), symbols(editor, "strt"));
      Files.writeString(root.resolve("b.py"), "def created_outside(): pass\n");
      await(editor, "cout", found -> found.equals(List.of("created_outside b.py:0:4")));
      Files.delete(root.resolve("b.py"));
      await(editor, "cout", List::isEmpty);
    }
  }

  @Test
  void unsaved_text_wins_over_the_disk_for_the_client_that_has_it() throws Exception {
    Path root = root();
    Path file = Files.writeString(root.resolve("A.java"), "class OnDisk {}\n");
    try (Editor editor = new Editor(daemon);
        Editor other = new Editor(daemon)) {
      initialize(editor, root, "{}");
      initialize(other, root, "{}");
      await(editor, "OnDisk", found -> found.size() == 1);
      editor.open(file.toUri().toString(), "java", "\nclass Unsaved {}\n");
      assertEquals(List.of("Unsaved A.java:1:6"), symbols(editor, "Unsaved"));
      assertEquals(List.of(), symbols(editor, "OnDisk"));
      assertEquals(List.of("OnDisk A.java:0:6"), symbols(other, "OnDisk"));
      assertEquals(List.of(), symbols(other, "Unsaved"));
      editor.tell("textDocument/didClose", Editor.document(file.toUri().toString()));
      assertEquals(List.of("OnDisk A.java:0:6"), symbols(editor, "OnDisk"));
    }
  }

  @Test
  void positions_are_in_what_the_client_counts() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("A.java"), "/* \uD83D\uDE00é */ class Counted {}\n");
    try (Editor wide = new Editor(daemon);
        Editor bytes = new Editor(daemon)) {
      initialize(wide, root, "{}");
      initialize(bytes, root, "{'general':{'positionEncodings':['utf-8']}}");
      await(wide, "Counted", found -> found.equals(List.of("Counted A.java:0:16")));
      assertEquals(List.of("Counted A.java:0:19"), symbols(bytes, "Counted"));
    }
  }

  @Test
  void folders_come_and_go() throws Exception {
    Path first = root();
    Path second = root();
    Files.writeString(first.resolve("A.java"), "class InFirst {}\n");
    Files.writeString(second.resolve("B.java"), "class InSecond {}\n");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, first, "{}");
      await(editor, "In", found -> found.size() == 1);
      editor.tell(
          "workspace/didChangeWorkspaceFolders",
          "{'event':{'added':[{'uri':'%s','name':'b'}],'removed':[{'uri':'%s','name':'a'}]}}",
          second.toUri(),
          first.toUri());
      await(editor, "In", found -> found.equals(List.of("InSecond B.java:0:6")));
    }
  }

  @Test
  void imports_are_links() throws Exception {
    Path root = root();
    Files.writeString(root.resolve("b.ts"), "export const b = 1;\n");
    Path file = Files.writeString(root.resolve("a.ts"), "");
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      await(editor, "b", found -> found.size() == 1);
      String uri = file.toUri().toString();
      editor.open(uri, "typescript", "import './none';\nimport { b } from './b';\n");
      JsonArray links =
          editor.get("textDocument/documentLink", Editor.document(uri)).getAsJsonArray();
      assertEquals(1, links.size());
      JsonObject link = links.get(0).getAsJsonObject();
      assertEquals(root.resolve("b.ts").toUri().toString(), link.get("target").getAsString());
      assertEquals(
          1, link.getAsJsonObject("range").getAsJsonObject("start").get("line").getAsInt());
    }
  }

  @Test
  void a_large_index_shows_its_progress() throws Exception {
    Path root = root();
    for (int i = 0; i < 120; i++) {
      Files.writeString(root.resolve("F" + i + ".java"), "class F" + i + " {}\n");
    }
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{'window':{'workDoneProgress':true}}");
      ProgressParams end =
          editor.client.await(
              ProgressParams.class,
              p ->
                  p.getToken().getLeft().startsWith("ropewalk/index/")
                      && p.getValue().getLeft() instanceof WorkDoneProgressEnd);
      assertTrue(((WorkDoneProgressEnd) end.getValue().getLeft()).getMessage().endsWith(" files"));
      assertTrue(daemon.index.awaitIdle(Duration.ofSeconds(60)));
      assertEquals(120, symbols(editor, "F").size());
    }
  }

  @Test
  void a_client_is_asked_for_events_of_files_and_they_are_looked_at() throws Exception {
    Path root = root();
    try (Editor editor = new Editor(daemon)) {
      initialize(
          editor, root, "{'workspace':{'didChangeWatchedFiles':{'dynamicRegistration':true}}}");
      editor.client.await(org.eclipse.lsp4j.RegistrationParams.class, p -> true);
      Path file = Files.writeString(root.resolve("T.java"), "class Told {}\n");
      editor.tell(
          "workspace/didChangeWatchedFiles",
          "{'changes':[{'uri':'%s','type':1},{'uri':'untitled:x','type':1}]}",
          file.toUri());
      await(editor, "Told", found -> found.size() == 1);
    }
  }
}
