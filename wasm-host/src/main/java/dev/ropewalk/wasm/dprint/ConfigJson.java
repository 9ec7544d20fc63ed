package dev.ropewalk.wasm.dprint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Checks the JSON of configurations: a plugin panics at values that dprint would not send. */
final class ConfigJson {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 32;
  private static final long MAX_UNSIGNED = 0xffff_ffffL;
  private static final List<String> NEW_LINE_KINDS = List.of("auto", "lf", "crlf", "system");

  private ConfigJson() {}

  static void checkPlugin(String what, String json) {
    checkValue(what, parse(what, json), 0);
  }

  static void checkGlobal(String json) {
    String what = "the global configuration";
    for (Map.Entry<String, JsonElement> entry : parse(what, json).entrySet()) {
      JsonElement value = entry.getValue();
      String expected =
          switch (entry.getKey()) {
            case "lineWidth" -> isWhole(value, 1, MAX_UNSIGNED) ? "" : "a whole number from 1";
            case "indentWidth" -> isWhole(value, 0, 255) ? "" : "a whole number from 0 to 255";
            case "useTabs" ->
                value instanceof JsonPrimitive p && p.isBoolean() ? "" : "true or false";
            case "newLineKind" ->
                value instanceof JsonPrimitive p
                        && p.isString()
                        && NEW_LINE_KINDS.contains(p.getAsString())
                    ? ""
                    : "one of " + NEW_LINE_KINDS;
            default ->
                throw new IllegalArgumentException(
                    what
                        + " has \""
                        + entry.getKey()
                        + "\"; it may have lineWidth, indentWidth, useTabs, newLineKind");
          };
      if (!expected.isEmpty()) {
        throw new IllegalArgumentException(
            what + " has " + entry.getKey() + " " + value + "; " + expected + " is needed");
      }
    }
  }

  private static JsonObject parse(String what, String json) {
    if (json.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          what + " has " + json.length() + " characters (at most " + MAX_CHARS + ")");
    }
    var reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      if (JsonParser.parseReader(reader) instanceof JsonObject object
          && reader.peek() == JsonToken.END_DOCUMENT) {
        return object;
      }
      throw new IllegalArgumentException(what + " is not one JSON object");
    } catch (JsonParseException | IOException | StackOverflowError e) {
      throw new IllegalArgumentException(what + " is not JSON: " + e.getMessage(), e);
    }
  }

  private static void checkValue(String where, JsonElement value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(where + " is nested deeper than " + MAX_DEPTH);
    }
    if (value instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(e -> checkValue(where + ", " + e.getKey(), e.getValue(), depth + 1));
    } else if (value.isJsonArray()) {
      value.getAsJsonArray().forEach(item -> checkValue(where, item, depth + 1));
    } else if (value instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && !isWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          where + " is " + value + "; dprint knows whole numbers of 32 bits only");
    }
  }

  private static boolean isWhole(JsonElement value, long least, long most) {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      return false;
    }
    try {
      long number = new BigDecimal(primitive.getAsString()).longValueExact();
      // "1.0" and "1e3" are whole, yet no integers to a plugin.
      return number >= least
          && number <= most
          && primitive.getAsString().equals(Long.toString(number));
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }
}
