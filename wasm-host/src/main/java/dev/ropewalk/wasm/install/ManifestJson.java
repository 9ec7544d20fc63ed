package dev.ropewalk.wasm.install;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object from an untrusted file, with typed reads that say where and what is wrong.
 *
 * @param where file and path inside it, for messages
 */
record ManifestJson(
    String where, JsonObject object, InstallLimits.Manifest limits, ProblemCode code) {

  /**
   * Reads a file that holds one object.
   *
   * @param code the code of problems with its content
   * @return empty when there is no such file
   */
  static Optional<ManifestJson> read(
      Path file, String where, InstallLimits.Manifest limits, ProblemCode code)
      throws IOException, Refusal {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(limits.maxBytes() + 1);
    }
    if (bytes.length > limits.maxBytes()) {
      throw new Refusal(
          ProblemCode.TOO_LARGE, where + " is larger than " + limits.maxBytes() + " bytes");
    }
    return Optional.of(parse(new String(bytes, StandardCharsets.UTF_8), where, limits, code));
  }

  /** Parses text that is no longer than the limit. */
  static ManifestJson parse(
      String text, String where, InstallLimits.Manifest limits, ProblemCode code) throws Refusal {
    try {
      var reader =
          new JsonReader(new StringReader(text.startsWith("\ufeff") ? text.substring(1) : text));
      reader.setStrictness(Strictness.STRICT);
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new Refusal(code, where + " has text after its end");
      }
      if (!root.isJsonObject()) {
        throw new Refusal(code, where + " must be an object, is " + kind(root));
      }
      return new ManifestJson(where, root.getAsJsonObject(), limits, code);
    } catch (JsonParseException | IllegalStateException | NumberFormatException | IOException e) {
      throw new Refusal(code, where + " is malformed JSON");
    }
  }

  /** A string, or empty when the field is absent or null. */
  Optional<String> text(String name) throws Refusal {
    Optional<JsonElement> value = field(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(text(value.get(), name));
  }

  /** An integer that fits an int. */
  int integer(String name) throws Refusal {
    Optional<JsonElement> value = field(name);
    if (value.isPresent() && value.get() instanceof JsonPrimitive number && number.isNumber()) {
      try {
        return Integer.parseInt(number.getAsString());
      } catch (NumberFormatException notAnInt) {
        throw bad(name, "a small integer", value.get());
      }
    }
    throw bad(name, "a small integer", value.orElse(JsonNull.INSTANCE));
  }

  /** A list of strings, or one string; empty when the field is absent or null. */
  Optional<List<String>> texts(String name) throws Refusal {
    Optional<JsonElement> value = field(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonArray array) {
      checkLength(name, array, limits.maxListItems());
      var texts = new ArrayList<String>();
      for (JsonElement item : array) {
        texts.add(text(item, name + "[" + texts.size() + "]"));
      }
      return Optional.of(List.copyOf(texts));
    }
    return Optional.of(List.of(text(value.get(), name)));
  }

  /** A list of objects, or one object; empty when the field is absent or null. */
  List<ManifestJson> objects(String name, int maxItems) throws Refusal {
    Optional<JsonElement> value = field(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof JsonObject one) {
      return List.of(inside(name, one));
    }
    if (!(value.get() instanceof JsonArray array)) {
      throw bad(name, "a list of objects", value.get());
    }
    checkLength(name, array, maxItems);
    var objects = new ArrayList<ManifestJson>();
    for (JsonElement item : array) {
      String place = name + "[" + objects.size() + "]";
      if (!(item instanceof JsonObject one)) {
        throw bad(place, "an object", item);
      }
      objects.add(inside(place, one));
    }
    return objects;
  }

  /** An object; empty when the field is absent or null. */
  Optional<ManifestJson> object(String name) throws Refusal {
    Optional<JsonElement> value = field(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof JsonObject one)) {
      throw bad(name, "an object", value.get());
    }
    return Optional.of(inside(name, one));
  }

  boolean isList(String name) {
    return object.get(name) instanceof JsonArray;
  }

  Refusal refuse(String why) {
    return new Refusal(code, where + " " + why);
  }

  private ManifestJson inside(String name, JsonObject one) {
    return new ManifestJson(place(name), one, limits, code);
  }

  private String text(JsonElement value, String name) throws Refusal {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw bad(name, "a string", value);
    }
    String text = primitive.getAsString();
    if (text.length() > limits.maxTextChars()) {
      throw new Refusal(
          code,
          place(name)
              + " has "
              + text.length()
              + " characters, the limit is "
              + limits.maxTextChars());
    }
    return text;
  }

  private void checkLength(String name, JsonArray array, int max) throws Refusal {
    if (array.size() > max) {
      throw new Refusal(code, place(name) + " has " + array.size() + " items, the limit is " + max);
    }
  }

  private Optional<JsonElement> field(String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? Optional.empty() : Optional.of(value);
  }

  private Refusal bad(String name, String wanted, JsonElement value) {
    return new Refusal(code, place(name) + " must be " + wanted + ", is " + kind(value));
  }

  private String place(String name) {
    return where + ": " + Printable.of(name);
  }

  private static String kind(JsonElement value) {
    return switch (value) {
      case JsonObject o -> "an object";
      case JsonArray a -> "a list";
      case JsonPrimitive p when p.isString() -> "a string";
      case JsonPrimitive p when p.isNumber() -> "a number";
      case JsonPrimitive p -> "a truth value";
      default -> "absent or null";
    };
  }
}
