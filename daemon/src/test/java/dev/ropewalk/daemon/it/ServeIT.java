package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ropewalk serve} and what attaches to it. */
class ServeIT {
  private static final String JAVA = "class A { int f() { return 1; } }\n";

  @TempDir Path directory;

  @Test
  void two_editors_share_results_over_the_unix_socket_and_sigterm_ends_it() throws IOException {
    try (var daemon = new Daemon(new Home(directory))) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket())));
      try (var first = Wire.unix(daemon.socket());
          var second = Wire.unix(daemon.socket())) {
        for (Wire wire : List.of(first, second)) {
          wire.initialize("null");
          wire.open("file:///w/A.java", "java", JAVA);
          assertEquals(1, wire.symbols("file:///w/A.java").size());
        }
        String metrics = daemon.page("/metrics").body();
        assertTrue(
            metrics.contains(
                "ropewalk_cache_requests_total{analysis=\"outline\",result=\"hit\"} 1"),
            metrics);
        assertEquals(200, daemon.page("/healthz").statusCode());
        assertEquals(200, daemon.page("/readyz").statusCode());
        assertEquals(404, daemon.page("/else").statusCode());
        // Neither client closes its side, and both are idle: that must not hold the end up.
        assertEquals(143, daemon.stop());
        first.awaitEnd();
      }
      assertFalse(Files.exists(daemon.socket()));
    }
  }

  @Test
  void a_bridge_carries_an_editor_and_gives_the_codes_of_lsp() {
    var home = new Home(directory);
    try (var daemon = new Daemon(home)) {
      Process process = home.start("lsp", "--connect");
      var wire = Wire.of(process);
      wire.initialize("null");
      wire.open("file:///w/A.java", "java", JAVA);
      assertEquals(1, wire.symbols("file:///w/A.java").size());
      wire.result("shutdown", "null");
      wire.notify("exit", "null");
      assertEquals(0, Home.exitCode(process));

      Process rude = home.start("lsp", "--connect");
      var second = Wire.of(rude);
      second.initialize("null");
      second.close();
      assertEquals(1, Home.exitCode(rude));
      assertTrue(daemon.process().isAlive());
    }
  }

  @Test
  void tcp_wants_the_token_from_the_private_file() throws IOException {
    try (var daemon = new Daemon(new Home(directory), "--tcp", "0")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.tokenFile())));
      String token = Files.readString(daemon.tokenFile()).strip();
      for (String options : List.of("null", "{\"token\":\"wrong\"}", "{\"token\":7}")) {
        try (var wire = Wire.tcp(daemon.port())) {
          var error =
              wire.error(
                  "initialize",
                  "{\"processId\":null,\"rootUri\":null,\"capabilities\":{},"
                      + "\"initializationOptions\":"
                      + options
                      + "}");
          assertTrue(error.get("message").getAsString().contains("token"), error.toString());
          assertFalse(error.toString().contains(token));
          wire.awaitEnd();
        }
      }
      try (var wire = Wire.tcp(daemon.port())) {
        // What tools may ask is not for TCP before the token.
        assertTrue(wire.request("ropewalk/extensions", "{}").has("error"));
        assertTrue(wire.request("ropewalk/status", "{}").has("error"));
        wire.initialize("{\"token\":\"" + token + "\"}");
        wire.open("file:///w/A.java", "java", JAVA);
        assertEquals(1, wire.symbols("file:///w/A.java").size());
      }
    }
  }

  @Test
  void a_workspaces_languages_are_ready_before_a_document_opens_and_nothing_is_compiled()
      throws IOException {
    Path workspace = Files.createDirectories(directory.resolve("workspace"));
    Files.writeString(workspace.resolve("A.java"), JAVA);
    try (var daemon = new Daemon(new Home(directory), "--workspace", workspace.toString());
        var wire = Wire.unix(daemon.socket())) {
      long end = System.nanoTime() + 60_000_000_000L;
      JsonObject java = extension(wire, "java");
      while (!java.get("state").getAsString().equals("ready") && System.nanoTime() < end) {
        java = extension(wire, "java");
      }
      assertEquals("ready", java.get("state").getAsString());
      JsonObject phases = java.getAsJsonObject("loadSeconds");
      assertTrue(phases.has("store"), phases.toString());
      assertFalse(phases.has("compile"), "the build ships no classes: " + phases);
      assertEquals("absent", extension(wire, "json").get("state").getAsString());
    }
  }

  private static JsonObject extension(Wire wire, String name) {
    for (JsonElement each : wire.request("ropewalk/extensions", "{}").getAsJsonArray("result")) {
      if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
        return each.getAsJsonObject();
      }
    }
    throw new AssertionError(name + " is not there");
  }

  @Test
  void a_second_daemon_does_not_start_and_the_first_goes_on() throws IOException {
    var home = new Home(directory);
    try (var daemon = new Daemon(home)) {
      var second = home.run("serve");
      assertEquals(3, second.exitCode());
      assertTrue(second.err().contains(daemon.socket().toString()), second.err());
      try (var wire = Wire.unix(daemon.socket())) {
        wire.initialize("null");
      }
    }
  }

  @Test
  void a_socket_that_a_dead_daemon_left_is_replaced() throws IOException {
    var home = new Home(directory);
    Path socket;
    try (var daemon = new Daemon(home)) {
      socket = daemon.socket();
    }
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket));
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      wire.initialize("null");
    }
  }

  @Test
  void promtool_finds_nothing_wrong_with_the_metrics() throws IOException {
    Tools.need("promtool");
    try (var daemon = new Daemon(new Home(directory));
        var wire = Wire.unix(daemon.socket())) {
      wire.initialize("null");
      wire.open("file:///w/A.java", "java", JAVA);
      wire.symbols("file:///w/A.java");
      wire.error("no/such/method", "{}");
      String metrics = daemon.page("/metrics").body();
      assertTrue(metrics.contains("ropewalk_extension_state{language=\"java\",state=\"ready\"} 1"));
      assertFalse(metrics.contains("A.java"));
      assertFalse(metrics.contains("no/such/method"));
      Process promtool = new ProcessBuilder("promtool", "check", "metrics").start();
      promtool.getOutputStream().write(metrics.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      promtool.getOutputStream().close();
      String said =
          new String(
              promtool.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertEquals("", said);
      assertEquals(0, Home.exitCode(promtool));
    }
  }

  @Test
  void the_tools_ask_the_running_daemon() throws IOException {
    var home = new Home(directory);
    try (var daemon = new Daemon(home);
        var wire = Wire.unix(daemon.socket())) {
      wire.initialize("null");
      wire.open("file:///w/a.json", "json", "{}");
      wire.symbols("file:///w/a.json");
      var list = home.run("ext", "list");
      assertEquals(0, list.exitCode(), list.err());
      assertTrue(list.out().contains("1 loaded"), list.out());
      assertTrue(list.out().lines().anyMatch(l -> l.startsWith("json ") && l.contains("ready")));
      assertTrue(
          list.out().lines().anyMatch(l -> l.startsWith("java ") && l.contains("absent")),
          "a grammar that no document needs is loaded: " + list.out());
    }
  }
}
