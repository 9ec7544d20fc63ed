package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.guest.Senses;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.testing.TestClient;
import dev.ropewalk.daemon.testing.TestGuests;
import dev.ropewalk.wasm.abi.World;
import dev.ropewalk.wasm.registry.LifeStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.lsp4j.ApplyWorkspaceEditParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.RegistrationParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extensions on our own ABI, as a client sees them. */
class GuestServerTest {
  private static final Duration DEBOUNCE = AnalysisSettings.defaults().pushDebounce();
  private static final String EVERYTHING =
      """
      languages = ["python"]
      provides = ["completion", "hover", "symbols", "definition", "references", "code-actions",
        "command", "inlay-hints"]
      """;

  private Daemon daemon;

  @TempDir Path temporary;

  @BeforeEach
  void start() {
    daemon = new Daemon();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private Path root() throws Exception {
    return Files.createTempDirectory(temporary, "root").toRealPath();
  }

  /** Has an extension served by its classes. */
  private void use(String id, Path source, String manifest) throws Exception {
    develop(id, source, manifest);
    prepare();
  }

  private void prepare() {
    daemon.catalogue.all().forEach(each -> each.extension().compiled().join());
  }

  private void develop(String id, Path source, String manifest) throws Exception {
    daemon.catalogue.develop(
        TestGuests.in(TestGuests.folder(temporary.resolve("packages"), id, source, manifest)));
  }

  private void useTodo() throws Exception {
    use(
        "todo",
        TestGuests.sample("todo-c/todo.c"),
        "languages = [\"*\"]\nprovides = [\"diagnostics\", \"code-actions\"]");
  }

  private static void initialize(Editor editor, Path root, String capabilities) throws Exception {
    editor.get(
        "initialize",
        "{'capabilities':" + capabilities + ",'workspaceFolders':[{'uri':'%s','name':'w'}]}",
        root.toUri());
    editor.tell("initialized", "{}");
    editor.settle();
  }

  private static List<Diagnostic> shown(Editor editor, String uri, Predicate<List<Diagnostic>> fit)
      throws Exception {
    return editor
        .client
        .await(
            PublishDiagnosticsParams.class,
            told -> told.getUri().equals(uri) && fit.test(told.getDiagnostics()))
        .getDiagnostics();
  }

  private static String message(Diagnostic diagnostic) {
    return diagnostic.getMessage().getLeft();
  }

  @Test
  void diagnostics_of_an_extension_come_with_those_of_syntax_and_follow_edits() throws Exception {
    useTodo();
    Path root = root();
    String uri = root.resolve("a.py").toUri().toString();
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      editor.open(uri, "python", "# é TODO: one\nx = (\n");
      List<Diagnostic> found = shown(editor, uri, list -> list.size() == 2);
      Diagnostic todo = found.get(1);
      assertEquals("todo", todo.getSource());
      assertEquals("TODO: one", message(todo));
      assertEquals("TODO", todo.getCode().getLeft());
      assertEquals(DiagnosticSeverity.Information, todo.getSeverity());
      assertEquals(4, todo.getRange().getStart().getCharacter());
      assertEquals(13, todo.getRange().getEnd().getCharacter());
      editor.change(uri, 2, 0, 4, 0, 8, "DONE");
      editor.settle();
      daemon.scheduler.advance(DEBOUNCE);
      assertEquals("ropewalk", shown(editor, uri, list -> list.size() == 1).get(0).getSource());
    }
  }

  @Test
  void a_document_without_a_grammar_is_served_too_and_a_removed_extension_takes_its_own_along()
      throws Exception {
    useTodo();
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open("file:///notes.txt", "plaintext", "TODO: write\n");
      assertEquals(
          "TODO: write",
          message(shown(editor, "file:///notes.txt", list -> list.size() == 1).get(0)));
      daemon.catalogue.release("todo");
      shown(editor, "file:///notes.txt", List::isEmpty);
      useTodo();
      shown(editor, "file:///notes.txt", list -> list.size() == 1);
      editor.tell("textDocument/didClose", Editor.document("file:///notes.txt"));
      shown(editor, "file:///notes.txt", List::isEmpty);
    }
  }

  @Test
  void a_client_that_pulls_gets_them_and_offers_fixes() throws Exception {
    useTodo();
    String uri = "file:///w/a.py";
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{'textDocument':{'diagnostic':{}}}");
      editor.open(uri, "python", "x = 1 # TODO: one\n");
      JsonArray items =
          editor
              .get("textDocument/diagnostic", Editor.document(uri))
              .getAsJsonObject()
              .getAsJsonArray("items");
      assertEquals(1, items.size());
      JsonArray actions =
          editor
              .get(
                  "textDocument/codeAction",
                  "{'textDocument':{'uri':'%s'},'range':{'start':{'line':0,'character':8},"
                      + "'end':{'line':0,'character':8}},'context':{'diagnostics':%s}}",
                  uri,
                  items)
              .getAsJsonArray();
      assertEquals(1, actions.size());
      JsonObject action = actions.get(0).getAsJsonObject();
      assertEquals("Remove this TODO", action.get("title").getAsString());
      assertEquals("quickfix", action.get("kind").getAsString());
      assertEquals(1, action.getAsJsonArray("diagnostics").size());
      JsonObject edit =
          action
              .getAsJsonObject("edit")
              .getAsJsonObject("changes")
              .getAsJsonArray(uri)
              .get(0)
              .getAsJsonObject();
      assertEquals("", edit.get("newText").getAsString());
      assertEquals(
          "{\"start\":{\"line\":0,\"character\":8},\"end\":{\"line\":0,\"character\":17}}",
          edit.get("range").toString());
    }
  }

  /** Has an extension name the importers of a file; a workspace in which b imports a. */
  private Path useImporters() throws Exception {
    use(
        "importers",
        TestGuests.source("importers.c"),
        "languages = [\"python\"]\nprovides = [\"diagnostics\"]");
    Path root = root();
    Files.writeString(root.resolve("b.py"), "import a\n");
    return root;
  }

  @Test
  void another_file_counts_and_what_was_not_read_does_not() throws Exception {
    Path root = useImporters();
    String a = Files.writeString(root.resolve("a.py"), "x = 1\n").toUri().toString();
    String c = root.resolve("c.py").toUri().toString();
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      editor.open(a, "python", "x = 1\n");
      shown(editor, a, list -> list.size() == 1 && message(list.get(0)).equals("b.py;"));
      assertTrue(daemon.index.awaitIdle(Duration.ofMinutes(1)));
      var unused = daemon.log.executed();

      editor.change(a, 2, 0, 4, 0, 5, "2");
      editor.settle();
      daemon.scheduler.advance(DEBOUNCE);
      editor.get("textDocument/documentSymbol", Editor.document(a));
      List<String> ran = daemon.log.executed();
      assertFalse(ran.contains("ran extensionAnswer"), ran.toString());
      assertFalse(ran.contains("same extensionAnswer"), ran.toString());

      editor.open(c, "python", "import a\n");
      shown(editor, a, list -> message(list.get(0)).equals("b.py;c.py;"));
      Files.delete(root.resolve("b.py"));
      shown(editor, a, list -> message(list.get(0)).equals("c.py;"));
      editor.tell("textDocument/didClose", Editor.document(c));
      shown(editor, a, list -> message(list.get(0)).isEmpty());
    }
  }

  private static List<String> pulled(Editor editor, String uri) throws Exception {
    var messages = new ArrayList<String>();
    editor
        .get("textDocument/diagnostic", Editor.document(uri))
        .getAsJsonObject()
        .getAsJsonArray("items")
        .forEach(item -> messages.add(item.getAsJsonObject().get("message").getAsString()));
    return messages;
  }

  @Test
  void who_pulls_is_asked_to_pull_again_when_something_else_changed_what_he_was_told()
      throws Exception {
    Path root = useImporters();
    String a = Files.writeString(root.resolve("a.py"), "x = 1\n").toUri().toString();
    String c = root.resolve("c.py").toUri().toString();
    try (Editor editor = new Editor(daemon)) {
      initialize(
          editor,
          root,
          "{'textDocument':{'diagnostic':{}},'workspace':{'diagnostics':{'refreshSupport':true}}}");
      editor.open(a, "python", "x = 1\n");
      while (!pulled(editor, a).equals(List.of("b.py;"))) {
        // The index has not seen the file yet.
        editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_DIAGNOSTICS::equals);
      }
      editor.change(a, 2, 0, 4, 0, 5, "2");
      assertEquals(List.of("b.py;"), pulled(editor, a));
      daemon.scheduler.advance(DEBOUNCE);
      editor.settle();
      assertEquals(List.of(), editor.client.pending(), "his own edit is no news");

      editor.open(c, "python", "import a\n");
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_DIAGNOSTICS::equals);
      assertEquals(List.of("b.py;c.py;"), pulled(editor, a));
      Files.delete(root.resolve("b.py"));
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_DIAGNOSTICS::equals);
      assertEquals(List.of("c.py;"), pulled(editor, a));
      daemon.catalogue.release("importers");
      editor.client.await(TestClient.Asked.class, TestClient.Asked.REFRESH_DIAGNOSTICS::equals);
      assertEquals(List.of(), pulled(editor, a));
    }
  }

  @Test
  void one_that_traps_is_left_out_and_quarantined_and_others_are_heard() throws Exception {
    useTodo();
    use("trap", TestGuests.source("trap.c"), "languages = [\"*\"]\nprovides = [\"diagnostics\"]");
    String uri = "file:///w/a.py";
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open(uri, "python", "# TODO: 0\n");
      shown(editor, uri, list -> list.size() == 1 && list.get(0).getSource().equals("todo"));
      for (int i = 1; i < 8; i++) {
        editor.change(uri, i + 1, 0, 8, 0, 9, Integer.toString(i));
        editor.settle();
        daemon.scheduler.advance(DEBOUNCE);
        String text = "TODO: " + i;
        shown(editor, uri, list -> list.size() == 1 && message(list.get(0)).equals(text));
      }
      LifeStatus trap =
          daemon.registry.all().stream()
              .filter(one -> one.manifest().id().value().equals("trap"))
              .findFirst()
              .orElseThrow()
              .life()
              .status();
      assertEquals(LifeStatus.State.QUARANTINED, trap.state());
      assertTrue(daemon.extensionCounters.counts().get("trap").failures().size() > 0);
    }
  }

  private String asked(Editor editor, String uri) throws Exception {
    return String.valueOf(
        editor.get(
            "textDocument/hover",
            "{'textDocument':{'uri':'%s'},'position':{'line':0,'character':0}}",
            uri));
  }

  private long calls() {
    var counts = daemon.extensionCounters.counts().get("state");
    return counts == null ? 0 : counts.calls();
  }

  /** T9 and T15 of the engine: state does not outlive a call, and a failure is not remembered. */
  @Test
  void state_is_gone_with_the_call_and_what_failed_is_asked_again() throws Exception {
    use(
        "state",
        TestGuests.source("state.c"),
        """
        languages = ["plaintext"]
        provides = ["hover"]
        [budgets]
        cpuMillis = 200
        wallMillis = 400
        """);
    String uri = "file:///a.txt";
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open(uri, "plaintext", "a\n");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      assertEquals(1, calls(), "the second was remembered");
      editor.change(uri, 2, 0, 0, 0, 1, "b");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""), "as if it had never been called");
      editor.change(uri, 3, 0, 0, 0, 1, "a");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      long before = calls();
      int version = 4;
      for (String bad : List.of("T", "L")) {
        editor.change(uri, version++, 0, 0, 0, 1, bad);
        assertEquals("null", asked(editor, uri));
        assertEquals("null", asked(editor, uri));
        assertEquals(before + 2, calls(), "a failure is not remembered: " + bad);
        before = calls();
      }
      editor.change(uri, version, 0, 0, 0, 1, "c");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""), "the next instance is as good");
    }
  }

  @Test
  void what_an_interpreter_answers_is_not_remembered_and_what_the_classes_do_is() throws Exception {
    daemon.compiling = new CountDownLatch(1);
    develop(
        "state",
        TestGuests.source("state.c"),
        "languages = [\"plaintext\"]\nprovides = [\"hover\"]");
    String uri = "file:///a.txt";
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open(uri, "plaintext", "a\n");
      editor.open("file:///b.txt", "plaintext", "b\n");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""), "nothing is compiled yet");
      editor.change("file:///b.txt", 2, 0, 0, 0, 1, "c");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      assertEquals(2, calls());
      daemon.compiling.countDown();
      prepare();
      editor.change("file:///b.txt", 3, 0, 0, 0, 1, "d");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      editor.change("file:///b.txt", 4, 0, 0, 0, 1, "e");
      assertTrue(asked(editor, uri).contains("\"value\":\"1\""));
      assertEquals(3, calls());
    }
  }

  private void useSenses(Senses granted) throws Exception {
    daemon.senses = granted;
    use(
        "senses",
        TestGuests.source("senses.c"),
        "languages = [\"plaintext\"]\nprovides = [\"hover\"]\ncapabilities = [\"clock\"]");
  }

  private long sensed() {
    var counts = daemon.extensionCounters.counts().get("senses");
    return counts == null ? 0 : counts.calls();
  }

  @Test
  void time_and_random_numbers_are_for_those_to_whom_they_are_granted() throws Exception {
    useSenses(Senses.NONE);
    String uri = "file:///a.txt";
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      editor.open(uri, "plaintext", "a\n");
      editor.open("file:///b.txt", "plaintext", "b\n");
      assertTrue(asked(editor, uri).contains("no clock, no random"));
      editor.change("file:///b.txt", 2, 0, 0, 0, 1, "c");
      assertTrue(asked(editor, uri).contains("no clock, no random"));
      assertEquals(1, sensed(), "what was refused is the same for ever");
      daemon.catalogue.release("senses");

      var millis = new AtomicLong(1_700_000_000_000L);
      useSenses(
          new Senses(
              Optional.of(() -> new World.Time(millis.getAndAdd(1_000), (7L << 32) + 1)),
              Optional.of(count -> new byte[] {1, 2, 3, 4, (byte) (200 + count)})));
      assertTrue(asked(editor, uri).contains("1700000000000/30064771073 1 2 3 4 205"));
      editor.change("file:///b.txt", 3, 0, 0, 0, 1, "d");
      assertTrue(asked(editor, uri).contains("1700000001000/"), "the time is not remembered");
      assertEquals(3, sensed());
    }
  }

  @Test
  void an_extension_learns_of_the_world_what_is_there() throws Exception {
    use("probe", TestGuests.source("probe.c"), EVERYTHING);
    Path root = root();
    Files.createDirectories(root.resolve("lib"));
    Files.writeString(root.resolve("lib/util.py"), "def find_it(): pass\n");
    Files.writeString(root.resolve("main.py"), "import lib.util\nimport gone\n");
    Files.writeString(root.resolve("b.py"), "from main import x\n");
    String uri = root.resolve("main.py").toUri().toString();
    try (Editor editor = new Editor(daemon)) {
      editor.get(
          "initialize",
          "{'capabilities':{},'workspaceFolders':[{'uri':'%s','name':'w'}],"
              + "'initializationOptions':{'settings':{'extensions':{'probe':{'depth':3}}}}}",
          root.toUri());
      editor.tell("initialized", "{}");
      editor.settle();
      editor.open(uri, "python", "# é\nimport lib.util\ndef find_me(): pass\n");
      String expected =
          "length 41; imports lib.util=lib/util.py@12-20; importers b.py;"
              + " files b.py lib/util.py main.py;"
              + " symbols find_it/12/lib/util.py@4-11 find_me/12/main.py@25-32;"
              + " nodes whole/0@21-40 name/1@25-32;"
              + " nodes module/0@0-41 comment/1@0-4; depth 3; text  é\ni";
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      String told = hover(editor, uri);
      while (!told.equals(expected) && System.nanoTime() < end) {
        told = hover(editor, uri); // the index is being made
      }
      assertEquals(expected, told);
    }
  }

  private static String hover(Editor editor, String uri) throws Exception {
    return editor
        .get(
            "textDocument/hover",
            "{'textDocument':{'uri':'%s'},'position':{'line':0,'character':1}}",
            uri)
        .getAsJsonObject()
        .getAsJsonObject("contents")
        .get("value")
        .getAsString();
  }

  @Test
  void every_operation_is_answered_in_the_terms_of_the_protocol() throws Exception {
    use("probe", TestGuests.source("probe.c"), EVERYTHING);
    Path root = root();
    Files.createDirectories(root.resolve("lib"));
    Path util = Files.writeString(root.resolve("lib/util.py"), "def find_it(): pass\n");
    String uri = root.resolve("main.py").toUri().toString();
    String place = "{'textDocument':{'uri':'" + uri + "'},'position':{'line':0,'character':4}}";
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root, "{}");
      assertTrue(daemon.index.awaitIdle(Duration.ofMinutes(1)));
      editor.open(uri, "python", "né=1\n");
      JsonObject completion = editor.get("textDocument/completion", place).getAsJsonObject();
      assertTrue(completion.get("isIncomplete").getAsBoolean());
      JsonObject item = completion.getAsJsonArray("items").get(0).getAsJsonObject();
      assertEquals("find_all", item.get("label").getAsString());
      assertEquals(3, item.get("kind").getAsInt());
      assertEquals(
          "{\"range\":{\"start\":{\"line\":0,\"character\":0},"
              + "\"end\":{\"line\":0,\"character\":4}},\"newText\":\"find_all()\"}",
          item.get("textEdit").toString());

      JsonArray definition = editor.get("textDocument/definition", place).getAsJsonArray();
      assertEquals(uri, definition.get(0).getAsJsonObject().get("uri").getAsString());
      JsonObject other = definition.get(1).getAsJsonObject();
      assertEquals(util.toUri().toString(), other.get("uri").getAsString());
      assertEquals(
          "{\"start\":{\"line\":0,\"character\":4},\"end\":{\"line\":0,\"character\":8}}",
          other.get("range").toString());
      assertEquals(
          2,
          editor
              .get(
                  "textDocument/references",
                  place.replace("'position'", "'context':{'includeDeclaration':true},'position'"))
              .getAsJsonArray()
              .size());

      JsonArray symbols =
          editor.get("textDocument/documentSymbol", Editor.document(uri)).getAsJsonArray();
      assertEquals(
          "outer", symbols.get(symbols.size() - 2).getAsJsonObject().get("name").getAsString());
      assertEquals(
          "outer",
          symbols.get(symbols.size() - 1).getAsJsonObject().get("containerName").getAsString());

      String range =
          "{'textDocument':{'uri':'"
              + uri
              + "'},'context':{'diagnostics':[]},"
              + "'range':{'start':{'line':0,'character':0},'end':{'line':1,'character':0}}}";
      JsonObject hint =
          editor.get("textDocument/inlayHint", range).getAsJsonArray().get(0).getAsJsonObject();
      assertEquals(": int", hint.get("label").getAsString());
      assertEquals("{\"line\":0,\"character\":3}", hint.get("position").toString());

      JsonObject action =
          editor.get("textDocument/codeAction", range).getAsJsonArray().get(0).getAsJsonObject();
      assertEquals(
          List.of(util.toUri().toString()),
          List.copyOf(action.getAsJsonObject("edit").getAsJsonObject("changes").keySet()));
      JsonObject command = action.getAsJsonObject("command");
      editor.get("workspace/executeCommand", command.toString());
      assertEquals("shout", editor.client.await(MessageParams.class, told -> true).getMessage());
      var edit = editor.client.await(ApplyWorkspaceEditParams.class, told -> true).getEdit();
      assertEquals("{\"loud\":true}", edit.getChanges().get(uri).get(0).getNewText());
      assertEquals(
          "bad-parameters",
          ((JsonObject)
                  editor
                      .fail(
                          "workspace/executeCommand",
                          "{'command':'ropewalk.extension','arguments':['nobody','"
                              + uri
                              + "','x','']}")
                      .getData())
              .get("code")
              .getAsString());
    }
  }

  @Test
  void what_comes_later_is_announced_to_clients_that_take_it() throws Exception {
    try (Editor editor = new Editor(daemon)) {
      initialize(editor, root(), "{'textDocument':{'codeAction':{'dynamicRegistration':true}}}");
      useTodo();
      var told =
          editor.client.await(
              RegistrationParams.class,
              one -> one.getRegistrations().get(0).getMethod().contains("codeAction"));
      assertEquals(1, told.getRegistrations().size());
    }
  }
}
