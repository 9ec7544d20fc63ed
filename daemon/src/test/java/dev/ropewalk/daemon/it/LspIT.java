package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ropewalk lsp} as an editor starts it. */
class LspIT {
  @TempDir Path directory;

  @Test
  void a_session_goes_from_initialize_to_exit_with_code_0() {
    Process process = new Home(directory).start("lsp");
    var wire = Wire.of(process);
    JsonObject result = wire.initialize("null");
    assertEquals("ropewalk", result.getAsJsonObject("serverInfo").get("name").getAsString());
    wire.open("file:///w/A.java", "java", "class A { int f() { return 1; } }\n");
    assertEquals(
        "A", wire.symbols("file:///w/A.java").get(0).getAsJsonObject().get("name").getAsString());
    wire.result("shutdown", "null");
    wire.notify("exit", "null");
    assertEquals(0, Home.exitCode(process));
  }

  @Test
  void exit_without_shutdown_gives_1() {
    Process process = new Home(directory).start("lsp");
    var wire = Wire.of(process);
    wire.initialize("null");
    wire.notify("exit", "null");
    assertEquals(1, Home.exitCode(process));
  }

  @Test
  void the_end_of_input_ends_it() {
    Process process = new Home(directory).start("lsp");
    var wire = Wire.of(process);
    wire.initialize("null");
    wire.close();
    assertEquals(1, Home.exitCode(process));
  }

  @Test
  void it_ends_when_the_process_named_in_initialize_is_gone() throws IOException {
    Process editor = new ProcessBuilder("sleep", "1000").start();
    Process process = new Home(directory).start("lsp");
    var wire = Wire.of(process);
    wire.result(
        "initialize", "{\"processId\":" + editor.pid() + ",\"rootUri\":null,\"capabilities\":{}}");
    editor.destroy();
    assertEquals(1, Home.exitCode(process));
  }

  @Test
  void it_ends_when_its_parent_is_gone() throws IOException {
    var home = new Home(directory);
    // The pipe outlives the shell, so that only the parent's end can tell.
    var builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "sleep 1000 | { "
                + System.getProperty("ropewalk.test.launcher")
                + " lsp & echo $!; read never; }");
    home.environment(builder.environment());
    builder.redirectError(directory.resolve("stderr.txt").toFile());
    Process shell = builder.start();
    String line =
        new java.io.BufferedReader(
                new java.io.InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    ProcessHandle server = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
    shell.descendants().filter(child -> child.pid() != server.pid()).forEach(this::kill);
    shell.destroyForcibly();
    server.onExit().orTimeout(Home.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS).join();
  }

  private void kill(ProcessHandle process) {
    process.destroyForcibly();
  }

  @Test
  void nothing_but_the_protocol_is_on_standard_output_even_when_it_is_verbose() throws IOException {
    Process process = new Home(directory).start("lsp", "--verbose");
    byte[] body = "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}".getBytes(StandardCharsets.UTF_8);
    process
        .getOutputStream()
        .write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().write(body);
    process.getOutputStream().flush();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, Home.exitCode(process));
    assertTrue(out.isEmpty(), out);
  }

  @Test
  void connect_without_a_daemon_says_how_to_start_one() {
    var result = new Home(directory).run("lsp", "--connect");
    assertEquals(3, result.exitCode());
    assertTrue(result.err().contains("ropewalk serve"), result.err());
  }
}
