package dev.ropewalk.protocol.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.ropewalk.protocol.Randomized;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {
  private static JsonScanner.@Nullable Failure scan(String text, int maxNesting) {
    return new JsonScanner(RandomJson.bytes(text), maxNesting).scan();
  }

  /** Gson's strict reader as the judge; null if it refuses. */
  private static @Nullable JsonElement judge(byte[] text) {
    var reader = new JsonReader(new StringReader(new String(text, StandardCharsets.UTF_8)));
    reader.setStrictness(Strictness.STRICT);
    try {
      var _ = reader.peek(); // an empty text is no value, which parseReader would not say
      JsonElement element = JsonParser.parseReader(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? element : null;
    } catch (IOException | JsonParseException | NumberFormatException e) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{1:2}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "1 2",
        "{}{}",
        "nul",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "\"",
        "\"\\",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"\t\"",
        "// a\n1",
        "/* a */1",
        "\ufeff{}"
      })
  void what_is_not_json_is_refused(String text) {
    JsonScanner.Failure failure = scan(text, 10);
    assertNotNull(failure);
    assertFalse(failure.tooDeep());
    assertTrue(failure.message().startsWith("malformed JSON at byte "), failure::message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        " true ",
        "0",
        "-0.0e-0",
        "\"\"",
        "[]",
        "{}",
        " [ ] ",
        "{ }",
        "[[],{}]",
        "{\"a\":{\"b\":[1,2,{}]},\"c\":\"]}\"}",
        "\"\\u00e4\\\\\"",
        "\"\u007f\u2028\""
      })
  void what_is_json_is_accepted(String text) {
    assertNull(scan(text, 10));
  }

  @Test
  void nesting_is_allowed_up_to_the_limit_and_not_beyond() {
    assertNull(scan("[".repeat(8) + "]".repeat(8), 8));
    JsonScanner.Failure failure = scan("[".repeat(9) + "]".repeat(9), 8);
    assertNotNull(failure);
    assertTrue(failure.tooDeep());
  }

  @Test
  void a_very_deep_text_is_refused_and_not_followed() {
    for (String open : new String[] {"[", "{\"a\":", "[{\"a\":"}) {
      JsonScanner.Failure failure = scan(open.repeat(100_000), 64);
      assertNotNull(failure);
      assertTrue(failure.tooDeep());
    }
  }

  @Test
  void bytes_that_are_not_utf8_are_noted_inside_strings_and_refused_elsewhere() {
    byte[][] wrong = {
      {(byte) 0xff},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xe2, (byte) 0x82},
      {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80}
    };
    for (byte[] bytes : wrong) {
      byte[] inString = new byte[bytes.length + 2];
      inString[0] = '"';
      System.arraycopy(bytes, 0, inString, 1, bytes.length);
      inString[inString.length - 1] = '"';
      var scanner = new JsonScanner(inString, 4);
      assertNull(scanner.scan());
      assertTrue(scanner.hasMalformedUtf8());
      assertNotNull(new JsonScanner(bytes, 4).scan());
    }
    var fine = new JsonScanner(RandomJson.bytes("\"ä€😀\""), 4);
    assertNull(fine.scan());
    assertFalse(fine.hasMalformedUtf8());
  }

  @Test
  void utf8_is_judged_as_the_platform_judges_it() throws Exception {
    Randomized.rounds(
        random -> {
          byte[] text = new byte[random.nextInt(1, 8)];
          random.nextBytes(text);
          text[0] |= (byte) 0x80;
          int end = Utf8Sequence.end(text, 0);
          assertTrue(Math.abs(end) >= 1 && Math.abs(end) <= text.length);
          String first = new String(text, 0, Math.abs(end), StandardCharsets.UTF_8);
          assertEquals(1, first.codePointCount(0, first.length()), () -> "one character: " + first);
          boolean wellFormed =
              Arrays.equals(
                  first.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(text, Math.abs(end)));
          assertEquals(wellFormed, end > 0);
        });
  }

  @Test
  void the_verdict_is_that_of_a_strict_parser() throws Exception {
    Randomized.rounds(
        random -> {
          byte[] text = RandomJson.bytes(RandomJson.value(random, 4));
          if (random.nextInt(3) > 0) {
            text = RandomJson.damage(random, text);
          }
          JsonElement expected = judge(text);
          String shown = new String(text, StandardCharsets.UTF_8);
          JsonScanner.Failure failure = new JsonScanner(text, 64).scan();
          assertEquals(expected != null, failure == null, () -> shown + " -> " + failure);
        });
  }

  @Test
  void the_members_are_those_of_the_outermost_object() throws Exception {
    Randomized.rounds(
        random -> {
          int count = random.nextInt(5);
          var text = new StringBuilder("{");
          var values = new ArrayList<String>();
          for (int i = 0; i < count; i++) {
            values.add(RandomJson.value(random, 3));
            text.append(i == 0 ? "" : ",").append(" \"k").append(i).append("\" : ");
            text.append(values.get(i)).append(' ');
          }
          byte[] bytes = RandomJson.bytes(text.append("} ").toString());
          var scanner = new JsonScanner(bytes, 64);
          assertNull(scanner.scan());
          assertEquals(count, scanner.members().size());
          for (int i = 0; i < count; i++) {
            JsonScanner.Member member = scanner.members().get(i);
            assertEquals("\"k" + i + "\"", slice(bytes, member.keyStart(), member.keyEnd()));
            assertEquals(values.get(i), slice(bytes, member.valueStart(), member.valueEnd()));
          }
        });
  }

  private static String slice(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
