package dev.ropewalk.protocol.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.frame.FrameEncoder;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.ConnectionKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RpcSessionTest {
  @ParameterizedTest
  @EnumSource(ConnectionKind.class)
  void a_request_is_answered_over_every_transport(ConnectionKind kind) throws Exception {
    try (var fixture = new RpcFixture(kind, Limits.RPC, RpcLifecycle.unrestricted())) {
      fixture.assertAlive();
      fixture.request(1, "test/echo", "[\"" + "ä😀".repeat(30_000) + "\"]");
      assertEquals("ä😀".repeat(30_000), fixture.receive().get("result").getAsString());
      fixture.client.close();
      assertEquals(CloseReason.PEER_CLOSED, fixture.ended.get());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "-1", "\"seven\"", "12345678901234567890", "1.5", "\"\"", "\"\\u00e4\\n\""})
  void an_id_comes_back_as_it_was_sent(String id) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"shutdown\"}");
      JsonObject answer = fixture.receive();
      assertEquals(JsonParser.parseString(id), answer.get("id"), answer::toString);
      assertTrue(answer.get("result").isJsonNull());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nonsense",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"",
        "{'a':1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,}",
        "{}{}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1]"
      })
  void malformed_json_is_a_parse_error_without_id_and_the_session_goes_on(String body)
      throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send(body);
      JsonObject answer = fixture.receive();
      assertTrue(answer.get("id").isJsonNull(), answer::toString);
      assertEquals(-32700, answer.getAsJsonObject("error").get("code").getAsInt());
      fixture.assertAlive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "\"text\"",
        "null",
        "{}",
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]",
        "{\"id\":1,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\",\"params\":5}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exit\"}"
      })
  void json_that_is_no_request_is_refused_and_the_session_goes_on(String body) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send(body);
      assertEquals(-32600, fixture.errorCode());
      fixture.assertAlive();
    }
  }

  @Test
  void names_of_members_may_be_escaped() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send("{\"jsonrpc\":\"2\\u002e0\",\"\\u0069d\":1,\"method\":\"shut\\u0064own\"}");
      assertEquals(1, fixture.receive().get("id").getAsInt());
    }
  }

  @Test
  void a_deeply_nested_message_is_refused_wherever_the_depth_is() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send("[".repeat(100_000));
      assertEquals(-32600, fixture.errorCode());
      fixture.request(1, "test/divide", "[".repeat(100_000) + "]".repeat(100_000));
      assertEquals(-32600, fixture.errorCode());
      fixture.request(2, "test/divide", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
      assertEquals(-32600, fixture.errorCode());
      fixture.assertAlive();
    }
  }

  @Test
  void an_unknown_request_is_refused_and_an_unknown_notification_is_ignored() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "no/such", "{}");
      assertEquals(-32601, fixture.errorCode());
      fixture.notify("no/such", "{}");
      fixture.notify("$/noSuch", "{}");
      fixture.notify("test/divide", "{}");
      fixture.assertAlive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dividend\":\"x\",\"divisor\":2}",
        "{\"dividend\":1.5,\"divisor\":2}",
        "[]",
        "[1]",
        "[{\"dividend\":1,\"divisor\":2},3]",
        "{\"dividend\":1e99,\"divisor\":2}",
        "{\"dividend\":[],\"divisor\":2}",
        "{\"dividend\":1,\"divisor\":0}",
        "{}"
      })
  void wrong_parameters_are_refused_with_the_reason(String params) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "test/divide", params);
      JsonObject error = fixture.error();
      assertEquals(-32602, error.get("code").getAsInt(), error::toString);
      String message = error.get("message").getAsString();
      assertTrue(message.length() > 20 && message.length() < 200, message);
      assertFalse(message.contains("java."), message);
      assertFalse(message.contains("github"), message);
      fixture.assertAlive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "null", "{\"textDocument\":{\"uri\":\"a\"}}", "{\"textDocument\":{}}"})
  void a_missing_property_that_lsp_requires_is_named(String params) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "textDocument/hover", params);
      JsonObject error = fixture.error();
      assertEquals(-32602, error.get("code").getAsInt());
      assertTrue(error.get("message").getAsString().contains("lack"), error::toString);
    }
  }

  @Test
  void complete_lsp_parameters_pass() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(
          1,
          "textDocument/hover",
          "{\"textDocument\":{\"uri\":\"file:///a\"},\"position\":{\"line\":1,\"character\":2}}");
      assertEquals("file:///a", fixture.receive().get("result").getAsString());
    }
  }

  @Test
  void a_failing_handler_gives_a_short_message_with_an_error_id_and_no_details() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "test/throw", "{}");
      JsonObject error = fixture.error();
      assertEquals(-32603, error.get("code").getAsInt());
      assertTrue(
          error.get("message").getAsString().matches("internal error [0-9a-f]{8} in .*"),
          error::toString);
      assertFalse(error.toString().contains("secret"), error::toString);
      assertFalse(error.has("data"), error::toString);
      fixture.assertAlive();
    }
  }

  @Test
  void a_chosen_error_passes_to_the_peer() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "test/refuse", "{}");
      JsonObject error = fixture.error();
      assertEquals(-32801, error.get("code").getAsInt());
      assertEquals("too late", error.get("message").getAsString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "\"five\""})
  void a_cancelled_request_is_answered_as_cancelled(String id) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"test/never\"}");
      fixture.notify("$/cancelRequest", "{\"id\":" + id + "}");
      assertEquals(-32800, fixture.errorCode());
      assertTrue(fixture.calculator.never.isCancelled());
      assertEquals(0, fixture.session.get().requestsInFlight());
      fixture.notify("$/cancelRequest", "{\"id\":" + id + "}");
      fixture.notify("$/cancelRequest", "{\"id\":\"other\"}");
      fixture.notify("$/cancelRequest", "{\"id\":[]}");
      fixture.notify("$/cancelRequest", "[]");
      fixture.notify("$/cancelRequest", "{}");
      fixture.assertAlive();
    }
  }

  @Test
  void requests_in_flight_are_limited_and_their_ids_distinct() throws Exception {
    var limits = new RpcLimits(64, 2, 2);
    try (var fixture = new RpcFixture(ConnectionKind.UNIX, limits, RpcLifecycle.unrestricted())) {
      fixture.request(1, "test/wait", "{}");
      fixture.request(1, "test/wait", "{}");
      assertEquals(-32600, fixture.errorCode());
      fixture.request(2, "test/wait", "{}");
      fixture.request(3, "test/wait", "{}");
      assertEquals(-32803, fixture.errorCode());
      fixture.notify("$/cancelRequest", "{\"id\":1}");
      assertEquals(-32800, fixture.errorCode());
      fixture.assertAlive();
    }
  }

  @Test
  void the_order_that_lsp_prescribes_is_kept() throws Exception {
    var lifecycle = RpcLifecycle.lsp(Set.of("test/divide"));
    try (var fixture = new RpcFixture(ConnectionKind.UNIX, Limits.RPC, lifecycle)) {
      fixture.request(1, "test/echo", "[\"a\"]");
      assertEquals(-32002, fixture.errorCode());
      fixture.request(2, "no/such", "{}");
      assertEquals(-32002, fixture.errorCode());
      fixture.assertAlive(); // test/divide is always allowed
      fixture.notify("test/note", "[\"too early\"]");
      assertEquals(RpcLifecycle.State.NEW, lifecycle.state());
      fixture.request(3, "initialize", "{\"capabilities\":{}}");
      assertEquals("ready", fixture.receive().get("result").getAsString());
      assertEquals(RpcLifecycle.State.RUNNING, lifecycle.state());
      fixture.request(4, "initialize", "{\"capabilities\":{}}");
      assertEquals(-32600, fixture.errorCode());
      fixture.notify("test/note", "[\"in time\"]");
      fixture.request(5, "test/echo", "[\"a\"]");
      assertEquals("a", fixture.receive().get("result").getAsString());
      assertEquals(List.of("in time"), fixture.calculator.noted);
      fixture.request(6, "shutdown", "{}");
      assertTrue(fixture.receive().get("result").isJsonNull());
      fixture.request(7, "test/echo", "[\"a\"]");
      assertEquals(-32600, fixture.errorCode());
      fixture.notify("test/note", "[\"too late\"]");
      fixture.notify("exit", "null");
      fixture.calculator.exited.await();
      assertEquals(List.of("in time"), fixture.calculator.noted);
    }
  }

  @Test
  void a_failed_initialize_may_be_repeated() throws Exception {
    var lifecycle = RpcLifecycle.lsp(Set.of());
    try (var fixture = new RpcFixture(ConnectionKind.UNIX, Limits.RPC, lifecycle)) {
      fixture.request(1, "initialize", "{\"processId\":{}}");
      assertEquals(-32602, fixture.errorCode());
      fixture.request(2, "initialize", "{\"capabilities\":{}}");
      assertEquals("ready", fixture.receive().get("result").getAsString());
    }
  }

  @Test
  void notifications_are_handled_in_order() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      for (int i = 0; i < 2000; i++) {
        fixture.notify("test/note", "[\"" + i + "\"]");
      }
      fixture.assertAlive();
      for (int i = 0; i < 2000; i++) {
        assertEquals(String.valueOf(i), fixture.calculator.noted.get(i));
      }
    }
  }

  @Test
  void an_oversized_message_is_refused_and_the_session_goes_on() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "test/echo", "[\"" + "x".repeat(2 << 20) + "\"]");
      JsonObject error = fixture.error();
      assertEquals(-32600, error.get("code").getAsInt());
      assertTrue(error.get("message").getAsString().contains("1048576"), error::toString);
      fixture.assertAlive();
    }
  }

  @Test
  void lost_framing_is_told_and_ends_the_connection() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.client.sendRaw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      JsonObject error = fixture.error();
      assertEquals(-32700, error.get("code").getAsInt());
      assertEquals("MALFORMED_HEADER", error.get("data").getAsString());
      assertTrue(fixture.client.atEnd());
      assertEquals(CloseReason.BAD_FRAME, fixture.ended.get());
    }
  }

  @Test
  void text_that_is_not_utf8_is_read_with_replacements() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      byte[] body =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test/echo\",\"params\":[\"a#b\"]}"
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < body.length; i++) {
        body[i] = body[i] == '#' ? (byte) 0xe4 : body[i];
      }
      fixture.client.sendRaw(FrameEncoder.frame(body));
      assertEquals("a\ufffdb", fixture.receive().get("result").getAsString());
    }
  }

  @Test
  void this_side_asks_and_tells_its_peer() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      Calculator.Peer peer = fixture.session.get().remote();
      peer.tell("hello");
      assertEquals(
          "{\"jsonrpc\":\"2.0\",\"method\":\"test/tell\",\"params\":[\"hello\"]}",
          fixture.client.receive());
      CompletableFuture<Calculator.Division> answer = peer.ask(new Calculator.Division(1, 2));
      int id = fixture.receive().get("id").getAsInt();
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":null}");
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":null}");
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"?\"}}");
      fixture.send(
          "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"dividend\":3,\"divisor\":4}}");
      assertEquals(new Calculator.Division(3, 4), answer.get());
      assertEquals(0, fixture.session.get().outgoingInFlight());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"error\":{\"code\":-5,\"message\":\"no\"}",
        "\"result\":{\"dividend\":\"x\"}",
        "\"result\":{\"dividend\":1,\"divisor\":0}",
        "\"error\":\"no\""
      })
  void a_wrong_answer_fails_the_future_and_nothing_else(String answer) throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      var future = fixture.session.get().remote().ask(new Calculator.Division(1, 2));
      int id = fixture.receive().get("id").getAsInt();
      fixture.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + answer + "}");
      var thrown = assertThrows(ExecutionException.class, future::get);
      assertInstanceOf(ResponseErrorException.class, thrown.getCause());
      fixture.assertAlive();
    }
  }

  @Test
  void cancelling_a_question_tells_the_peer() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      var future = fixture.session.get().remote().ask(new Calculator.Division(1, 2));
      int id = fixture.receive().get("id").getAsInt();
      future.cancel(true);
      JsonObject cancellation = fixture.receive();
      assertEquals("$/cancelRequest", cancellation.get("method").getAsString());
      assertEquals(id, cancellation.getAsJsonObject("params").get("id").getAsInt());
      assertEquals(0, fixture.session.get().outgoingInFlight());
    }
  }

  @Test
  void questions_to_a_peer_that_never_answers_are_limited() throws Exception {
    var limits = new RpcLimits(64, 2, 2);
    try (var fixture = new RpcFixture(ConnectionKind.UNIX, limits, RpcLifecycle.unrestricted())) {
      Calculator.Peer peer = fixture.session.get().remote();
      var first = peer.ask(new Calculator.Division(1, 2));
      assertFalse(peer.ask(new Calculator.Division(1, 2)).isDone());
      assertTrue(peer.ask(new Calculator.Division(1, 2)).isCompletedExceptionally());
      fixture.client.close();
      assertThrows(ExecutionException.class, first::get);
    }
  }

  @Test
  void the_end_of_the_connection_cancels_what_is_in_flight() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.request(1, "test/never", "{}");
      fixture.assertAlive();
      fixture.client.close();
      assertEquals(CloseReason.PEER_CLOSED, fixture.ended.get());
      assertTrue(fixture.calculator.never.isCancelled());
      assertEquals(0, fixture.session.get().requestsInFlight());
    }
  }

  @Test
  void the_observer_hears_bounded_names_and_real_sizes() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      fixture.assertAlive();
      assertCall(fixture, RpcCall.Kind.REQUEST, "test/divide", RpcOutcome.OK, 0);
      fixture.request(1, "made/up", "{}");
      assertCall(fixture, RpcCall.Kind.REQUEST, "unknown", RpcOutcome.ERROR, -32601);
      fixture.notify("made/up", "{}");
      assertCall(fixture, RpcCall.Kind.NOTIFICATION, "unknown", RpcOutcome.ERROR, 0);
      fixture.notify("test/note", "[\"a\"]");
      assertCall(fixture, RpcCall.Kind.NOTIFICATION, "test/note", RpcOutcome.OK, 0);
      fixture.send("{");
      assertCall(fixture, RpcCall.Kind.INVALID, "unknown", RpcOutcome.ERROR, -32700);
      fixture.request(2, "test/refuse", "{}");
      assertCall(fixture, RpcCall.Kind.REQUEST, "test/refuse", RpcOutcome.CANCELLED, -32801);
    }
  }

  @Test
  void the_observer_hears_only_codes_that_lsp_knows() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      for (int code : new int[] {-32603, 123_456}) {
        var future = fixture.session.get().remote().ask(new Calculator.Division(1, 2));
        int id = fixture.receive().get("id").getAsInt();
        fixture.send(
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"error\":{\"code\":"
                + code
                + ",\"message\":\"no\"}}");
        assertThrows(ExecutionException.class, future::get);
      }
      assertEquals(-32603, fixture.calls.take().errorCode());
      assertEquals(-32001, fixture.calls.take().errorCode());
    }
  }

  private static void assertCall(
      RpcFixture fixture, RpcCall.Kind kind, String method, RpcOutcome outcome, int errorCode)
      throws InterruptedException, IOException {
    RpcCall call = fixture.calls.take();
    assertEquals(
        List.of(kind, method, outcome, errorCode),
        List.of(call.kind(), call.method(), call.outcome(), call.errorCode()));
    assertTrue(call.bytesIn() > 0 && call.nanos() > 0, call::toString);
    assertEquals(kind != RpcCall.Kind.NOTIFICATION, call.bytesOut() > 0, call::toString);
  }
}
