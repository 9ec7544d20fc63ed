package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client should send: each gets a clear error, and a good client notices nothing. */
class BadInputIT {
  @TempDir static Path directory;

  private static Daemon daemon;
  private Wire good;
  private Wire bad;

  @BeforeAll
  static void start() {
    daemon = new Daemon(new Home(directory));
  }

  @AfterAll
  static void stop() {
    assertEquals(143, daemon.stop());
  }

  @BeforeEach
  void connect() throws IOException {
    good = Wire.unix(daemon.socket());
    good.initialize("null");
    good.open("file:///w/A.java", "java", "class A {}\n");
    bad = Wire.unix(daemon.socket());
  }

  @AfterEach
  void the_good_client_is_served() {
    assertEquals(1, good.symbols("file:///w/A.java").size());
    good.close();
    bad.close();
  }

  private JsonObject awaitError() {
    return bad.await(message -> message.has("error")).getAsJsonObject("error");
  }

  private void stillServed() {
    bad.initialize("null");
    bad.open("file:///w/B.java", "java", "class B {}\n");
    assertEquals(1, bad.symbols("file:///w/B.java").size());
  }

  @Test
  void malformed_json_is_a_parse_error_and_the_connection_goes_on() {
    bad.frame("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":");
    assertEquals(-32700, awaitError().get("code").getAsInt());
    bad.frame("[1,2,3]");
    assertTrue(awaitError().get("code").getAsInt() < 0);
    bad.frame("[".repeat(100_000));
    assertTrue(awaitError().get("code").getAsInt() < 0);
    stillServed();
  }

  @Test
  void a_request_before_initialize_is_refused() {
    var error = bad.error("textDocument/hover", "{}");
    assertEquals(-32002, error.get("code").getAsInt());
    stillServed();
  }

  @Test
  void an_unknown_method_is_an_error_and_an_unknown_notification_nothing() {
    bad.initialize("null");
    assertEquals(-32601, bad.error("no/such/method", "{}").get("code").getAsInt());
    bad.notify("no/such/notification", "{}");
    bad.notify("$/optional", "{}");
    bad.open("file:///w/B.java", "java", "class B {}\n");
    assertEquals(1, bad.symbols("file:///w/B.java").size());
  }

  @Test
  void parameters_of_the_wrong_type_are_an_error() {
    bad.initialize("null");
    for (String parameters : new String[] {"[]", "{}", "7", "{\"textDocument\":3}", "null"}) {
      var answer = bad.request("textDocument/documentSymbol", parameters);
      assertTrue(answer.has("error"), parameters + ": " + answer);
      assertFalse(answer.toString().contains("\\tat "), answer.toString());
    }
    bad.open("file:///w/B.java", "java", "class B {}\n");
    assertEquals(1, bad.symbols("file:///w/B.java").size());
  }

  @Test
  void a_wrong_length_ends_the_connection_with_an_error() {
    bad.raw("Content-Length: many\r\n\r\n{}");
    assertTrue(awaitError().get("message").getAsString().contains("Content-Length"));
    bad.awaitEnd();
  }

  @Test
  void a_huge_length_ends_the_connection_with_an_error() {
    bad.raw("Content-Length: 999999999999\r\n\r\n{}");
    assertTrue(awaitError().has("message"));
    bad.awaitEnd();
  }

  @Test
  void endless_headers_end_the_connection() {
    try {
      for (int i = 0; i < 10_000; i++) {
        bad.raw("X-Nothing: " + "x".repeat(100) + "\r\n");
      }
    } catch (java.io.UncheckedIOException e) {
      // The server need not read them to the end.
    }
    bad.awaitEnd();
  }

  @Test
  void something_else_than_the_protocol_ends_the_connection() {
    bad.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad.awaitEnd();
  }

  @Test
  void bytes_that_are_not_utf8_become_replacement_characters() {
    byte[] body =
        ("{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":"
                + "{\"uri\":\"file:///w/C.java\",\"languageId\":\"java\",\"version\":1,"
                + "\"text\":\"class C { String s = \\\"?\\\"; }\"}}}")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i++) {
      body[i] = body[i] == '?' ? (byte) 0xff : body[i];
    }
    bad.initialize("null");
    bad.frame(body);
    assertEquals(1, bad.symbols("file:///w/C.java").size());
  }

  @Test
  void a_binary_document_is_served_like_any_other() {
    bad.initialize("null");
    bad.open("file:///w/D.java", "java", "\u0000\u0001\ufffd\ud800class D {}\u0000");
    assertTrue(
        bad.request(
                "textDocument/documentSymbol", "{\"textDocument\":{\"uri\":\"file:///w/D.java\"}}")
            .has("id"));
  }

  @Test
  void a_document_that_is_not_open_is_an_error() {
    bad.initialize("null");
    var error =
        bad.error("textDocument/documentSymbol", "{\"textDocument\":{\"uri\":\"file:///none\"}}");
    assertTrue(error.get("message").getAsString().contains("file:///none"), error.toString());
  }

  @Test
  void a_change_out_of_order_desynchronises_the_document_until_full_text_comes() {
    bad.initialize("null");
    bad.open("file:///w/E.java", "java", "class E {}\n");
    bad.notify(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":\"file:///w/E.java\",\"version\":2},\"contentChanges\":["
            + "{\"range\":{\"start\":{\"line\":99,\"character\":0},"
            + "\"end\":{\"line\":98,\"character\":0}},\"text\":\"x\"}]}");
    String parameters = "{\"textDocument\":{\"uri\":\"file:///w/E.java\"}}";
    assertTrue(bad.request("textDocument/documentSymbol", parameters).has("error"));
    bad.notify(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":\"file:///w/E.java\",\"version\":3},\"contentChanges\":["
            + "{\"text\":\"class F {}\\n\"}]}");
    assertEquals(1, bad.symbols("file:///w/E.java").size());
  }
}
