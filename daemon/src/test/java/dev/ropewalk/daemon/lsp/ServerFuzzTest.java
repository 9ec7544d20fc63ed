package dev.ropewalk.daemon.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonObject;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.SyntaxCheck;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.testing.Randomized;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerFuzzTest {
  private static final List<String> DOCUMENT_METHODS =
      List.of(
          "textDocument/documentSymbol",
          "textDocument/foldingRange",
          "textDocument/semanticTokens/full",
          "textDocument/semanticTokens/full/delta",
          "textDocument/semanticTokens/range",
          "textDocument/selectionRange",
          "textDocument/documentHighlight",
          "textDocument/hover",
          "textDocument/diagnostic");

  private static final List<String> OTHER_METHODS =
      List.of(
          "textDocument/didOpen",
          "textDocument/didChange",
          "textDocument/didClose",
          "textDocument/didSave",
          "workspace/didChangeConfiguration",
          "workspace/didChangeWatchedFiles",
          "$/setTrace",
          "$/cancelRequest",
          "window/workDoneProgress/cancel",
          "initialize",
          "initialized",
          "no/such",
          "textDocument/completion",
          "ropewalk/status");

  private final Daemon daemon = new Daemon();

  @AfterEach
  void close() {
    daemon.close();
  }

  @Test
  void random_messages_never_stop_the_server() throws Exception {
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{'general':{'positionEncodings':['utf-8']}}");
      Randomized.rounds(
          random -> {
            for (int i = 0; i < 50; i++) {
              String method =
                  random.nextBoolean()
                      ? DOCUMENT_METHODS.get(random.nextInt(DOCUMENT_METHODS.size()))
                      : OTHER_METHODS.get(random.nextInt(OTHER_METHODS.size()));
              String id = random.nextInt(4) == 0 ? "" : "\"id\":\"f" + random.nextLong() + "\",";
              String body =
                  "{\"jsonrpc\":\"2.0\","
                      + id
                      + "\"method\":\""
                      + method
                      + "\",\"params\":"
                      + params(random, 0)
                      + "}";
              editor.connection.send(body.getBytes(StandardCharsets.UTF_8));
            }
            editor.settle();
            daemon.scheduler.advance(Duration.ofSeconds(5));
          });
      assertNotNull(editor.get("ropewalk/status", "{}"));
      String uri = "file:///after.java";
      editor.open(uri, "java", "class A {}");
      assertEquals(
          1,
          editor.get("textDocument/documentSymbol", Editor.document(uri)).getAsJsonArray().size());
    }
  }

  private static String params(Random random, int depth) {
    StringBuilder out = new StringBuilder("{");
    String[] keys = {
      "textDocument",
      "position",
      "range",
      "positions",
      "contentChanges",
      "previousResultId",
      "context",
      "settings",
      "capabilities"
    };
    for (String key : keys) {
      if (random.nextInt(3) > 0) {
        out.append(out.length() > 1 ? "," : "").append('"').append(key).append("\":");
        out.append(random.nextInt(12) == 0 ? junk(random, depth) : value(random, key));
      }
    }
    return out.append('}').toString();
  }

  private static String value(Random random, String key) {
    return switch (key) {
      case "textDocument" ->
          "{\"uri\":\"file:///"
              + random.nextInt(3)
              + ".java\",\"languageId\":\""
              + (random.nextBoolean() ? "java" : "plaintext")
              + "\",\"version\":"
              + random.nextInt(100)
              + ",\"text\":\"class A { int x; "
              + (random.nextBoolean() ? "}" : "\\ud800 ((")
              + "\"}";
      case "position" -> position(random);
      case "range" -> range(random);
      case "positions" -> "[" + position(random) + "," + position(random) + "]";
      case "contentChanges" ->
          random.nextInt(5) == 0
              ? "[{\"text\":\"class B {\\r}\"}]"
              : "[{\"range\":" + range(random) + ",\"text\":\"{x\\n\"}]";
      case "previousResultId" -> "\"t1\"";
      default -> "{}";
    };
  }

  private static String position(Random random) {
    return "{\"line\":"
        + (random.nextInt(20) == 0 ? -1 : random.nextInt(4))
        + ",\"character\":"
        + (random.nextInt(20) == 0 ? Integer.MAX_VALUE : random.nextInt(20))
        + "}";
  }

  private static String range(Random random) {
    return "{\"start\":" + position(random) + ",\"end\":" + position(random) + "}";
  }

  private static String junk(Random random, int depth) {
    return switch (random.nextInt(7)) {
      case 0 -> "null";
      case 1 -> "[]";
      case 2 -> "17";
      case 3 -> "\"text\"";
      case 4 -> "1e400";
      case 5 -> "true";
      default -> depth > 2 ? "{}" : params(random, depth + 1);
    };
  }

  @Test
  void random_edits_keep_text_and_tree_true_in_every_encoding() {
    String[] pieces = {
      "int é = 1;\n",
      "class B { }\n",
      "// \uD83D\uDE00 c\r\n",
      "void m() { }\n",
      "\n",
      "{",
      "}",
      " ",
      "x",
      "\"漢\"",
      "\r"
    };
    Randomized.rounds(
        random -> {
          List<PositionEncoding> all = List.of(PositionEncoding.values());
          PositionEncoding encoding = all.get(random.nextInt(all.size()));
          try (Editor editor = new Editor(daemon)) {
            String name = encoding.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            editor.initialize(
                "{'textDocument':{'diagnostic':{}},'general':{'positionEncodings':['"
                    + name
                    + "']}}");
            StringBuilder oracle = new StringBuilder("class A {\n}\n");
            String uri = "file:///e.java";
            editor.open(uri, "java", 0, oracle.toString());
            for (int version = 1; version <= 25; version++) {
              Text before = Text.of(oracle);
              int start = before.floorToCodePoint(random.nextInt(oracle.length() + 1));
              int longest = Math.min(oracle.length() - start, 15);
              int end = before.floorToCodePoint(start + random.nextInt(longest + 1));
              end = Math.max(start, end);
              String piece = pieces[random.nextInt(pieces.length)];
              var from = before.positionOf(start, encoding);
              var to = before.positionOf(end, encoding);
              editor.change(
                  uri, version, from.line(), from.character(), to.line(), to.character(), piece);
              oracle.replace(before.offsetOf(from, encoding), before.offsetOf(to, encoding), piece);
              if (random.nextInt(4) == 0) {
                compare(editor, uri, oracle.toString());
              }
            }
            compare(editor, uri, oracle.toString());
          }
        });
  }

  private void compare(Editor editor, String uri, String expected) throws Exception {
    JsonObject report =
        editor.get("textDocument/diagnostic", Editor.document(uri)).getAsJsonObject();
    var state = daemon.documents.find(editor.id, uri).orElseThrow().state();
    var open = assertInstanceOf(DocumentState.Open.class, state);
    assertEquals(expected, open.snapshot().text().toString());
    var fresh =
        new SyntaxCheck(AnalysisSettings.defaults(), daemon.languages.table())
            .check(Text.of(expected), daemon.languages.language("java"))
            .join();
    if (fresh.items().isEmpty()) {
      assertEquals(0, report.getAsJsonArray("items").size(), report + " for " + expected);
    } else {
      assertFalse(report.getAsJsonArray("items").isEmpty(), "no error in " + expected);
    }
  }

  @Test
  void cancelled_requests_stop_and_everything_else_goes_on() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      text.append("class A").append(i).append(" { int x() { return ").append(i).append("; } }\n");
    }
    try (Editor editor = new Editor(daemon)) {
      editor.initialize("{}");
      String uri = "file:///c.java";
      editor.open(uri, "java", text.toString());
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String id = "c" + i;
        ids.add(id);
        String method = DOCUMENT_METHODS.get(i % 3);
        editor.connection.send(
            ("{\"jsonrpc\":\"2.0\",\"id\":\""
                    + id
                    + "\",\"method\":\""
                    + method
                    + "\",\"params\":{\"textDocument\":{\"uri\":\""
                    + uri
                    + "\"}}}")
                .getBytes(StandardCharsets.UTF_8));
      }
      for (String id : ids) {
        editor.connection.send(
            ("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":\""
                    + id
                    + "\"}}")
                .getBytes(StandardCharsets.UTF_8));
      }
      CompletableFuture<?> answer = editor.ask("textDocument/foldingRange", Editor.document(uri));
      try {
        assertNotNull(answer.join());
      } catch (CompletionException e) {
        throw new AssertionError("a request after cancelled ones fails", e);
      }
      while (daemon.analyses.heldTrees() > 1) { // the one of the pushed diagnostics stays
        Thread.onSpinWait();
      }
    }
  }
}
