package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.testing.SampleGuests;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's samples in Rust and AssemblyScript, added to a running daemon. */
class SamplesIT {
  @TempDir Path directory;

  /** Begins a session in a workspace. */
  private static void initialize(Wire wire, Path root, String textDocument) {
    var unused =
        wire.result(
            "initialize",
            """
            {"processId": null, "capabilities": {"textDocument": %s},
              "workspaceFolders": [{"uri": "%s", "name": "w"}]}
            """
                .formatted(textDocument, root.toUri()));
    wire.notify("initialized", "{}");
  }

  /** Adds a package of the work directory. */
  private static void add(Home home, String id, String answers) {
    var added = home.run("ext", "add", "./" + id);
    assertEquals(0, added.exitCode(), added.err());
    assertTrue(added.out().contains("an extension that answers " + answers), added.out());
  }

  private static String range(int line, int from, int to) {
    return "{\"start\":{\"line\":%1$d,\"character\":%2$d},\"end\":{\"line\":%1$d,\"character\":%3$d}}"
        .formatted(line, from, to);
  }

  private static JsonArray pulled(Wire wire, String uri) {
    return wire.result("textDocument/diagnostic", "{\"textDocument\":{\"uri\":\"" + uri + "\"}}")
        .getAsJsonObject()
        .getAsJsonArray("items");
  }

  @Test
  void the_speller_in_rust_finds_a_word_and_its_fix_replaces_it() throws Exception {
    var home = new Home(directory);
    Path work = home.directory("work").toRealPath();
    SampleGuests.install(work, "spelling", "spelling-rust", SampleGuests.rust("spelling-rust"));
    String uri = work.resolve("a.py").toUri().toString();
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      initialize(wire, work, "{\"diagnostic\": {}}");
      wire.open(uri, "python", "x = 1\n# ü They recieve it\n");
      assertTrue(pulled(wire, uri).isEmpty(), "nobody spells yet");
      add(home, "spelling", "code-actions, diagnostics");

      JsonArray items = pulled(wire, uri);
      assertEquals(1, items.size(), items.toString());
      JsonObject item = items.get(0).getAsJsonObject();
      assertEquals("\"recieve\": is \"receive\" meant?", item.get("message").getAsString());
      assertEquals("spelling", item.get("source").getAsString());
      String word = range(1, 9, 16);
      assertEquals(word, item.get("range").toString());

      JsonArray actions =
          wire.result(
                  "textDocument/codeAction",
                  "{\"textDocument\":{\"uri\":\"%s\"},\"range\":%s,\"context\":{\"diagnostics\":%s}}"
                      .formatted(uri, range(1, 12, 12), items))
              .getAsJsonArray();
      assertEquals(1, actions.size(), actions.toString());
      JsonObject action = actions.get(0).getAsJsonObject();
      assertEquals("Write \"receive\"", action.get("title").getAsString());
      assertEquals("quickfix", action.get("kind").getAsString());
      assertEquals(items, action.get("diagnostics"), "what it fixes");
      String edit = "{\"range\":" + word + ",\"newText\":\"receive\"}";
      assertEquals("{\"changes\":{\"" + uri + "\":[" + edit + "]}}", action.get("edit").toString());

      wire.notify(
          "textDocument/didChange",
          "{\"textDocument\":{\"uri\":\"%s\",\"version\":2},\"contentChanges\":[%s]}"
              .formatted(uri, edit.replace("newText", "text")));
      assertTrue(pulled(wire, uri).isEmpty(), "the fix fixes it");
    }
  }

  @Test
  void the_finder_of_cycles_in_assemblyscript_follows_the_other_file() throws Exception {
    var home = new Home(directory);
    SampleGuests.install(
        home.directory("work"),
        "cycles",
        "cycles-assemblyscript",
        SampleGuests.assemblyScript("cycles-assemblyscript"));
    Path root = Files.createDirectories(home.directory("work").resolve("w")).toRealPath();
    String text = "# é\nimport b\n";
    String importing = "import a\n";
    String lone = "x = 1\n";
    String a = Files.writeString(root.resolve("a.py"), text).toUri().toString();
    Path b = Files.writeString(root.resolve("b.py"), importing);
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      initialize(wire, root, "{}");
      wire.open(a, "python", text);
      add(home, "cycles", "diagnostics");
      awaitCycle(wire, a);

      Files.writeString(b, lone);
      awaitNone(wire, a);
      Files.writeString(b, importing);
      awaitCycle(wire, a);

      wire.open(b.toUri().toString(), "python", lone); // as it is in the editor, not on the disk
      awaitNone(wire, a);
      wire.notify("textDocument/didClose", "{\"textDocument\":{\"uri\":\"" + b.toUri() + "\"}}");
      awaitCycle(wire, a);
    }
  }

  private static void awaitCycle(Wire wire, String uri) {
    JsonArray items = awaitPush(wire, uri, 1);
    JsonObject item = items.get(0).getAsJsonObject();
    assertEquals("Import cycle: a.py → b.py → a.py", item.get("message").getAsString());
    assertEquals(range(1, 7, 8), item.get("range").toString());
  }

  private static void awaitNone(Wire wire, String uri) {
    var unused = awaitPush(wire, uri, 0);
  }

  /** Waits until so many diagnostics are pushed for a document. */
  private static JsonArray awaitPush(Wire wire, String uri, int count) {
    return items(
        wire.await(
            told ->
                told.has("method")
                    && told.get("method").getAsString().equals("textDocument/publishDiagnostics")
                    && told.getAsJsonObject("params").get("uri").getAsString().equals(uri)
                    && items(told).size() == count));
  }

  private static JsonArray items(JsonObject told) {
    return told.getAsJsonObject("params").getAsJsonArray("diagnostics");
  }
}
