package dev.ropewalk.protocol.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ropewalk.protocol.Randomized;
import dev.ropewalk.protocol.frame.FrameEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RpcFuzzTest {
  private static final String[] METHODS = {
    "initialize",
    "shutdown",
    "exit",
    "test/divide",
    "textDocument/hover",
    "test/echo",
    "test/throw",
    "test/refuse",
    "test/note",
    "no/such",
    "$/x",
    "$/cancelRequest",
    ""
  };
  private static final String END = "the end";

  private static String message(Random random) {
    String method = METHODS[random.nextInt(METHODS.length)];
    String params =
        switch (random.nextInt(5)) {
          case 0 -> "{\"dividend\":" + RandomJson.value(random, 1) + ",\"divisor\":3}";
          case 1 -> "{\"textDocument\":{\"uri\":" + RandomJson.value(random, 1) + "}}";
          case 2 -> "[" + RandomJson.value(random, 2) + "]";
          case 3 -> "{\"id\":" + RandomJson.value(random, 1) + "}";
          default -> RandomJson.value(random, 3);
        };
    String id = random.nextInt(3) == 0 ? "" : "\"id\":" + RandomJson.value(random, 1) + ",";
    return random.nextInt(8) == 0
        ? "{\"jsonrpc\":\"2.0\"," + id + "\"result\":" + params + "}"
        : "{\"jsonrpc\":\"2.0\"," + id + "\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  @Test
  void whatever_arrives_the_session_goes_on_and_its_answers_are_well_formed() throws Exception {
    try (var fixture = RpcFixture.unrestricted()) {
      Randomized.rounds(
          random -> {
            int sent = 40;
            for (int i = 0; i < sent; i++) {
              byte[] body = RandomJson.bytes(message(random));
              if (random.nextBoolean()) {
                body = RandomJson.damage(random, body);
              }
              fixture.client.sendRaw(FrameEncoder.frame(body));
            }
            fixture.request(1_000_000, "test/echo", "[\"" + END + "\"]");
            int answers = 0;
            while (!checkAnswer(fixture.client.receive())) {
              answers++;
            }
            assertTrue(answers <= sent, "at most one answer for each message, not " + answers);
            assertFalse(fixture.ended.isDone());
          });
    }
  }

  /** Checks one answer; true if it is the one to the control question. */
  private static boolean checkAnswer(String text) {
    assertNull(
        new JsonScanner(text.getBytes(StandardCharsets.UTF_8), 64).scan(), () -> "answer " + text);
    JsonObject answer = JsonParser.parseString(text).getAsJsonObject();
    assertEquals("2.0", answer.get("jsonrpc").getAsString());
    assertTrue(answer.has("id"), text);
    assertTrue(answer.has("result") ^ answer.has("error"), text);
    if (answer.has("error")) {
      JsonObject error = answer.getAsJsonObject("error");
      int code = error.get("code").getAsInt();
      assertTrue(code <= -32000 && code >= -32899, text);
      String message = error.get("message").getAsString();
      assertFalse(message.isBlank(), text);
      assertFalse(message.contains("\tat ") || message.contains("java."), text);
      assertFalse(error.has("data"), text);
    }
    return answer.has("result")
        && answer.get("result").isJsonPrimitive()
        && answer.get("result").getAsString().equals(END);
  }
}
