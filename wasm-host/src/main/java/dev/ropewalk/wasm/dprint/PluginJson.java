package dev.ropewalk.wasm.dprint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.ropewalk.wasm.limit.GuestException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A JSON object that a plugin answered. What is missing or of another type counts as empty. */
record PluginJson(JsonObject object) {
  /**
   * Reads one.
   *
   * @throws GuestException with {@code BAD_ANSWER}
   */
  static PluginJson object(String what, byte[] utf8) {
    if (!(parse(what, utf8) instanceof JsonObject object)) {
      throw bad(what, "not an object", null);
    }
    return new PluginJson(object);
  }

  /**
   * Reads a list of them.
   *
   * @throws GuestException with {@code BAD_ANSWER}
   */
  static List<PluginJson> objects(String what, byte[] utf8) {
    if (!(parse(what, utf8) instanceof JsonArray array)) {
      throw bad(what, "not a list", null);
    }
    return items(array)
        .filter(JsonObject.class::isInstance)
        .map(item -> new PluginJson(item.getAsJsonObject()))
        .toList();
  }

  private static JsonElement parse(String what, byte[] utf8) {
    try {
      return JsonParser.parseString(PluginText.decode(what, utf8));
    } catch (JsonParseException | StackOverflowError e) {
      throw bad(what, String.valueOf(e.getMessage()), e);
    }
  }

  private static GuestException bad(String what, String why, @Nullable Throwable cause) {
    return new GuestException(
        GuestException.Code.BAD_ANSWER,
        "The formatter gives " + what + " that cannot be read: " + PluginText.shown(why),
        cause);
  }

  private static Stream<JsonElement> items(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** The text under a key, fit to be shown. */
  String text(String key) {
    return text(object.get(key));
  }

  private static String text(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString()
        ? PluginText.shown(primitive.getAsString())
        : "";
  }

  /** The texts under a key, each fit to be shown. */
  List<String> texts(String key) {
    return object.get(key) instanceof JsonArray array
        ? items(array).map(PluginJson::text).filter(text -> !text.isEmpty()).toList()
        : List.of();
  }
}
