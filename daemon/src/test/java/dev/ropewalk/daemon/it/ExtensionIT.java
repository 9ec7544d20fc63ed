package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.testing.DprintPlugins;
import dev.ropewalk.daemon.testing.TestGuests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formatters and extensions on our own ABI, installed and used as users do. */
class ExtensionIT {
  private static final String MESSY = "{\"b\":  [1,\n2],   \"a\":1}\n";

  @TempDir Path directory;

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String file : List.of("package.json", "plugin.wasm")) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }

  private static String formatted(Wire wire, String uri) {
    JsonArray edits =
        wire.result(
                "textDocument/formatting",
                "{\"textDocument\":{\"uri\":\""
                    + uri
                    + "\"},\"options\":{\"tabSize\":2,\"insertSpaces\":true}}")
            .getAsJsonArray();
    StringBuilder text = new StringBuilder(MESSY);
    for (int i = edits.size() - 1; i >= 0; i--) { // in text order
      JsonObject edit = edits.get(i).getAsJsonObject();
      JsonObject range = edit.getAsJsonObject("range");
      text.replace(
          offset(range.getAsJsonObject("start")),
          offset(range.getAsJsonObject("end")),
          edit.get("newText").getAsString());
    }
    return text.toString();
  }

  private static int offset(JsonObject position) {
    int start = 0;
    for (int line = position.get("line").getAsInt(); line > 0; line--) {
      start = MESSY.indexOf('\n', start) + 1;
    }
    return start + position.get("character").getAsInt();
  }

  @Test
  void a_formatter_that_is_added_formats_in_the_running_daemon_and_is_told_of() throws Exception {
    var home = new Home(directory);
    copy(DprintPlugins.folder("json"), home.directory("work").resolve("json"));
    Path file = Files.writeString(home.directory("work").resolve("x.json"), MESSY);
    String uri = file.toUri().toString();
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      wire.initialize("{}");
      wire.open(uri, "json", MESSY);
      assertEquals(MESSY, formatted(wire, uri), "nobody formats yet");
      var added = home.run("ext", "add", "./json");
      assertEquals(0, added.exitCode(), added.err());
      assertTrue(added.out().contains("a formatter of *.json"), added.out());
      String expected = "{ \"b\": [1, 2], \"a\": 1 }\n";
      assertEquals(expected, formatted(wire, uri));
      assertTrue(home.run("ext", "list").out().contains("formatter"));
      String page = daemon.page("/metrics").body();
      assertTrue(page.contains("operation=\"formatting\",outcome=\"ok\"}"), page);
      assertEquals(0, home.run("ext", "remove", "@dprint/json").exitCode());
      assertEquals(MESSY, formatted(wire, uri));
    }
  }

  @Test
  void neovim_formats_through_the_daemon() throws Exception {
    Tools.need("nvim");
    var home = new Home(directory);
    copy(DprintPlugins.folder("json"), home.directory("work").resolve("json"));
    assertEquals(0, home.run("ext", "add", "./json").exitCode());
    Path file = Files.writeString(home.directory("work").resolve("x.json"), MESSY);
    Path script =
        Files.writeString(
            home.directory("work").resolve("format.lua"),
            """
            local id = vim.lsp.start_client({
              name = 'ropewalk', cmd = { vim.env.ROPEWALK, 'lsp' }, root_dir = vim.fn.getcwd() })
            vim.lsp.buf_attach_client(0, id)
            vim.wait(60000, function()
              local client = vim.lsp.get_client_by_id(id)
              return client and client.initialized or false
            end, 10)
            vim.lsp.buf.formatting_sync({ tabSize = 2, insertSpaces = true }, 60000)
            vim.cmd('write! formatted.json')
            vim.cmd('qall!')
            """);
    var builder =
        new ProcessBuilder(
            "nvim", "--headless", "-u", "NONE", file.toString(), "-S", script.toString());
    home.environment(builder.environment());
    builder.environment().put("ROPEWALK", System.getProperty("ropewalk.test.launcher"));
    builder.directory(home.directory("work").toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(Home.PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    assertEquals(
        "{ \"b\": [1, 2], \"a\": 1 }\n",
        Files.readString(home.directory("work").resolve("formatted.json")),
        said);
  }

  @Test
  void an_extension_is_added_and_another_build_of_it_developed_in_its_place() throws Exception {
    var home = new Home(directory);
    Path folder =
        TestGuests.folder(
            home.directory("work"),
            "todo",
            TestGuests.sample("todo-c/todo.c"),
            "languages = [\"*\"]\nprovides = [\"diagnostics\"]");
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      wire.initialize("{}");
      wire.open("file:///a.txt", "plaintext", "TODO: first\n");
      var added = home.run("ext", "add", "./todo");
      assertEquals(0, added.exitCode(), added.err());
      diagnostics(wire, "TODO: first");

      Process author = home.start("ext", "dev", folder.toString());
      try (BufferedReader out = author.inputReader()) {
        assertEquals("using todo: diagnostics", out.readLine());
        assertTrue(home.run("ext", "list").out().contains("under development"));
        Path manifest = folder.resolve("ropewalk.toml");
        Files.writeString(manifest, Files.readString(manifest).replace("[\"*\"]", "[\"python\"]"));
        diagnostics(wire, null);
        Files.writeString(folder.resolve("extension.wasm"), "broken");
        wire.open("file:///b.py", "python", "# TODO: second\n");
        diagnostics(wire, "TODO: second"); // the build before stays in use
      } finally {
        author.destroy();
        assertTrue(author.waitFor(Home.PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      diagnostics(wire, "TODO: first");
      assertFalse(home.run("ext", "list").out().contains("under development"));
      String page = daemon.page("/metrics").body();
      assertTrue(
          page.contains("ropewalk_extension_life{extension=\"todo\",kind=\"analysis\""), page);
    }
  }

  /** Waits for the message of an extension, or for a document without any. */
  private static void diagnostics(Wire wire, @Nullable String message) {
    var unused =
        wire.await(
            told -> {
              if (!told.has("method")
                  || !told.get("method").getAsString().equals("textDocument/publishDiagnostics")) {
                return false;
              }
              JsonArray found = told.getAsJsonObject("params").getAsJsonArray("diagnostics");
              if (message == null) {
                return found.isEmpty();
              }
              for (JsonElement each : found) {
                if (each.getAsJsonObject().get("message").getAsString().equals(message)) {
                  return true;
                }
              }
              return false;
            });
  }
}
