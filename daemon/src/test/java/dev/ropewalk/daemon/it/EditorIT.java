package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that nobody here wrote. */
class EditorIT {
  private record Edited(
      String file, String filetype, String text, String symbol, int line, int character) {}

  private static final List<Edited> FILES =
      List.of(
          new Edited(
              "Shop.java",
              "java",
              """
              class Shop {
                /** Counts. */
                int total(int a) {
                  return a + 1;
                }

                int twice() {
                  return total(2) * 2;
                }
              }
              """,
              "total",
              7,
              13),
          new Edited(
              "shop.py",
              "python",
              """
              def total(a):
                  return a + 1


              print(total(2))
              """,
              "total",
              4,
              8),
          new Edited(
              "shop.ts",
              "typescript",
              """
              function total(a: number): number {
                return a + 1;
              }

              console.log(total(2));
              """,
              "total",
              4,
              14));

  @TempDir Path directory;

  @Test
  void neovim_edits_files_through_its_own_server() throws IOException {
    Tools.need("nvim");
    var home = new Home(directory);
    for (Edited edited : FILES) {
      neovim(home, edited, "lsp");
    }
  }

  @Test
  void neovim_edits_files_through_the_running_daemon() throws IOException {
    Tools.need("nvim");
    var home = new Home(directory);
    try (var daemon = new Daemon(home)) {
      for (Edited edited : FILES) {
        neovim(home, edited, "lsp\t--connect");
      }
      assertTrue(daemon.process().isAlive());
    }
  }

  private void neovim(Home home, Edited edited, String arguments) throws IOException {
    Path file = home.file(edited.file(), edited.text());
    var builder =
        new ProcessBuilder(
            "nvim",
            "--headless",
            "-u",
            "NONE",
            "-i",
            "NONE",
            "-n",
            "-c",
            "luafile " + System.getProperty("ropewalk.test.it") + "/nvim/session.lua");
    home.environment(builder.environment());
    var environment = builder.environment();
    environment.put(
        "SESSION_COMMAND", System.getProperty("ropewalk.test.launcher") + "\t" + arguments);
    environment.put("SESSION_FILE", file.toString());
    environment.put("SESSION_FILETYPE", edited.filetype());
    environment.put("SESSION_SYMBOL", edited.symbol());
    environment.put("SESSION_HOVER_LINE", Integer.toString(edited.line()));
    environment.put("SESSION_HOVER_CHARACTER", Integer.toString(edited.character()));
    finish(builder, edited.file());
  }

  @Test
  void the_client_library_of_vscode_gets_tokens_encodings_and_pulled_diagnostics()
      throws IOException {
    Tools.need("node");
    var home = new Home(directory);
    var command = new ArrayList<String>();
    command.add("node");
    command.add(System.getProperty("ropewalk.test.it") + "/node/session.mjs");
    command.add(System.getProperty("ropewalk.test.client"));
    command.add(System.getProperty("ropewalk.test.launcher"));
    command.add("lsp");
    var builder = new ProcessBuilder(command);
    home.environment(builder.environment());
    finish(builder, "node");
  }

  private static void finish(ProcessBuilder builder, String what) throws IOException {
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, Home.exitCode(process), what + ": " + said);
    assertTrue(said.contains("DONE"), what + ": " + said);
  }
}
