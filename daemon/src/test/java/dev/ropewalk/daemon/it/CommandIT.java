package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that end by themselves. */
class CommandIT {
  @TempDir Path directory;

  private Home home;

  @BeforeEach
  void user() {
    home = new Home(directory);
  }

  @Test
  void every_command_has_help_with_its_exit_codes() {
    String[][] commands = {
      {"--help"},
      {"serve", "--help"},
      {"lsp", "--help"},
      {"check", "--help"},
      {"ext", "--help"},
      {"ext", "list", "--help"},
      {"ext", "add", "--help"},
      {"ext", "remove", "--help"},
      {"config", "--help"},
      {"version", "--help"}
    };
    for (String[] command : commands) {
      var result = home.run(command);
      assertEquals(0, result.exitCode(), String.join(" ", command));
      assertTrue(result.out().contains("Exit codes:"), String.join(" ", command));
    }
  }

  @Test
  void a_wrong_command_line_gives_2_and_the_usage() {
    String[][] commands = {
      {},
      {"nonsense"},
      {"check"},
      {"serve", "--tcp", "70000"},
      {"ext"},
      {"ext", "add", "a b"},
      {"serve", "--workspace", "/no/such/directory"},
      {"check", "/no/such/file"}
    };
    for (String[] command : commands) {
      var result = home.run(command);
      assertEquals(2, result.exitCode(), String.join(" ", command) + result.err());
      assertEquals("", result.out());
      assertFalse(result.err().contains("\tat "), result.err());
    }
  }

  @Test
  void check_tells_errors_by_exit_code_text_and_json() {
    home.file("good/A.java", "class A {}\n");
    home.file("good/tsconfig.json", "{\n  // comment\n  \"a\": [1, 2,],\n}\n");
    home.file("good/picture.java", "\u0000\u0001");
    home.file("good/notes.txt", "hello\n");
    home.file("bad/B.java", "class B { int f( { } }\n");
    home.file("bad/é.json", "{\"𝕊\": 1 2}\n");
    home.file("bad/.hidden/C.java", "class\n");
    var good = home.run("check", "good");
    assertEquals(0, good.exitCode(), good.out() + good.err());
    assertEquals("", good.out());
    assertTrue(good.err().contains("2 files checked, 0 with errors"), good.err());
    assertTrue(good.err().contains("1 no language, 1 binary"), good.err());

    var bad = home.run("check", "good", "bad");
    assertEquals(1, bad.exitCode());
    assertTrue(bad.out().contains("bad/B.java:1:"), bad.out());
    assertTrue(bad.out().contains("bad/é.json:1:9: error: "), bad.out());
    assertFalse(bad.out().contains("hidden"), bad.out());

    var json = home.run("check", "--json", "bad");
    assertEquals(1, json.exitCode());
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    assertEquals(2, report.getAsJsonArray("files").size());
    assertEquals(
        2, report.getAsJsonObject("summary").get("filesWithErrors").getAsInt(), json.out());
    assertEquals(
        9,
        report
            .getAsJsonArray("files")
            .get(1)
            .getAsJsonObject()
            .getAsJsonArray("diagnostics")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("start")
            .get("character")
            .getAsInt(),
        json.out());
  }

  @Test
  void syntax_diagnostics_can_be_off_for_a_language() {
    home.file(
        "../config/ropewalk/config.json", "{\"analysis\": {\"syntaxDiagnosticsOff\": [\"java\"]}}");
    home.file("B.java", "class B { int f( { } }\n");
    assertEquals(0, home.run("check", "B.java").exitCode());
  }

  @Test
  void wrong_settings_are_told_and_nothing_else_stops() {
    home.file("../config/ropewalk/config.json", "{\"server\": {\"maxConnections\": -1}}");
    var config = home.run("config");
    assertEquals(1, config.exitCode());
    assertTrue(config.err().contains("server.maxConnections is -1"), config.err());
    home.file("A.java", "class A {}\n");
    var check = home.run("check", "A.java");
    assertEquals(0, check.exitCode());
    assertTrue(check.err().contains("server.maxConnections is -1"), check.err());
    home.file("../config/ropewalk/config.json", "{");
    assertEquals(0, home.run("check", "A.java").exitCode());
  }

  @Test
  void a_local_package_is_added_listed_used_and_removed() throws IOException {
    Path grammars = Path.of(System.getProperty("ropewalk.test.dist")).resolve("grammars");
    Path own = home.directory("work").resolve("tree-sitter-own");
    copy(grammars.resolve("tree-sitter-json"), own);
    replace(
        own.resolve("package.json"),
        "\"name\": \"tree-sitter-json\"",
        "\"name\": \"tree-sitter-own\"");
    replace(own.resolve("tree-sitter.json"), "\"json\"", "\"json\", \"owned\"");
    replace(own.resolve("tree-sitter.json"), "\"name\": \"json\", \"owned\"", "\"name\": \"json\"");

    var added = home.run("ext", "add", "./tree-sitter-own");
    assertEquals(0, added.exitCode(), added.err());
    assertTrue(added.out().contains("added tree-sitter-own@"), added.out());
    var list = home.run("ext", "list");
    assertTrue(list.out().contains("tree-sitter-own"), list.out());
    home.file("a.owned", "{\"a\": ]\n");
    var check = home.run("check", "a.owned");
    assertEquals(1, check.exitCode(), check.out() + check.err());

    var removed = home.run("ext", "remove", "tree-sitter-own");
    assertEquals(0, removed.exitCode(), removed.err());
    assertFalse(home.run("ext", "list").out().contains("tree-sitter-own"));
    assertEquals(1, home.run("ext", "remove", "tree-sitter-own").exitCode());
    assertEquals(0, home.run("check", "a.owned").exitCode());
  }

  @Test
  void a_corrupt_module_is_refused_and_nothing_is_kept() throws IOException {
    Path grammars = Path.of(System.getProperty("ropewalk.test.dist")).resolve("grammars");
    Path own = home.directory("work").resolve("tree-sitter-own");
    copy(grammars.resolve("tree-sitter-json"), own);
    Path module = own.resolve("tree-sitter-json.wasm");
    byte[] bytes = Files.readAllBytes(module);
    java.util.Arrays.fill(bytes, 100, 400, (byte) 0x7f);
    Files.write(module, bytes);
    var added = home.run("ext", "add", "./tree-sitter-own");
    assertEquals(1, added.exitCode());
    assertTrue(added.err().contains("module"), added.err());
    assertFalse(added.err().contains("\tat "), added.err());
    assertFalse(home.run("ext", "list").out().contains("tree-sitter-own"));
    home.file("a.json", "{}\n");
    assertEquals(0, home.run("check", "a.json").exitCode());
  }

  @Test
  void a_package_with_a_wrong_hash_is_refused() throws IOException {
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String address = "http://127.0.0.1:" + registry.getAddress().getPort() + "/";
    String hash = "sha512-" + "A".repeat(86) + "==";
    answer(
        registry,
        "/tree-sitter-wrong",
        "{\"name\":\"tree-sitter-wrong\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"versions\":"
            + "{\"1.0.0\":{\"name\":\"tree-sitter-wrong\",\"version\":\"1.0.0\",\"dist\":"
            + "{\"tarball\":\""
            + address
            + "wrong.tgz\",\"integrity\":\""
            + hash
            + "\"}}}}");
    answer(registry, "/wrong.tgz", "this is not the package");
    registry.start();
    try {
      home.file(
          "../config/ropewalk/config.json",
          "{\"extensions\": {\"registry\": \"" + address + "\"}}");
      var added = home.run("ext", "add", "npm:tree-sitter-wrong");
      assertEquals(1, added.exitCode(), added.out());
      assertTrue(added.err().contains("integrity-mismatch"), added.err());
      assertTrue(added.err().contains(hash), added.err());
      assertFalse(home.run("ext", "list").out().contains("wrong"));
      var absent = home.run("ext", "add", "npm:tree-sitter-absent");
      assertEquals(1, absent.exitCode());
      assertTrue(absent.err().contains("not-found"), absent.err());
    } finally {
      registry.stop(0);
    }
  }

  private static void answer(HttpServer registry, String path, String body) {
    registry.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  @Test
  void an_installed_module_that_was_changed_afterwards_is_not_run() throws IOException {
    Path grammars = Path.of(System.getProperty("ropewalk.test.dist")).resolve("grammars");
    Path own = home.directory("work").resolve("tree-sitter-own");
    copy(grammars.resolve("tree-sitter-json"), own);
    assertEquals(0, home.run("ext", "add", "./tree-sitter-own").exitCode());
    try (var files = Files.walk(home.directory("data"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".wasm")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    home.file("a.json", "{}\n");
    home.file("A.java", "class A {}\n");
    var check = home.run("check", "a.json");
    assertEquals(1, check.exitCode(), check.out());
    assertTrue(check.out().contains("has changed since it was installed"), check.out());
    assertEquals(0, home.run("check", "A.java").exitCode());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void replace(Path file, String old, String now) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(old), text);
    Files.writeString(file, text.replace(old, now));
  }
}
