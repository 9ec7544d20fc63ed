package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user set in the editor, under {@code ropewalk}. What has the wrong type counts as not set.
 *
 * @param syntaxDiagnosticsOff languages, by our id or the editor's, without syntax diagnostics
 * @param extensions what extensions are to know, JSON by key, by id: {@code extensions.ID.KEY}
 */
record ClientSettings(
    Set<String> syntaxDiagnosticsOff, Map<String, Map<String, String>> extensions) {
  static final ClientSettings NONE = new ClientSettings(Set.of(), Map.of());

  /** Settings of extensions beyond so many characters of JSON are no settings. */
  private static final int MAX_VALUE = 1 << 16;

  /**
   * Reads settings.
   *
   * @param json the section itself, or an object that has it as {@code ropewalk}
   */
  static ClientSettings of(@Nullable Object json) {
    if (!(json instanceof JsonObject object)) {
      return NONE;
    }
    JsonObject section = object.get("ropewalk") instanceof JsonObject own ? own : object;
    JsonElement off = at(section, "diagnostics", "syntax", "disabledLanguages");
    Set<String> languages = new HashSet<>();
    if (off instanceof JsonArray list) {
      for (JsonElement language : list) {
        if (language.isJsonPrimitive()) {
          languages.add(language.getAsString());
        }
      }
    }
    return new ClientSettings(Set.copyOf(languages), extensions(section));
  }

  private static Map<String, Map<String, String>> extensions(JsonObject section) {
    if (!(section.get("extensions") instanceof JsonObject each)) {
      return Map.of();
    }
    Map<String, Map<String, String>> found = new HashMap<>();
    each.entrySet()
        .forEach(
            one -> {
              if (one.getValue() instanceof JsonObject settings) {
                Map<String, String> values = new HashMap<>();
                settings
                    .entrySet()
                    .forEach(
                        value -> {
                          String json = value.getValue().toString();
                          if (json.length() <= MAX_VALUE) {
                            values.put(value.getKey(), json);
                          }
                        });
                found.put(one.getKey(), Map.copyOf(values));
              }
            });
    return Map.copyOf(found);
  }

  private static @Nullable JsonElement at(JsonObject root, String... path) {
    JsonElement found = root;
    for (String name : path) {
      if (!(found instanceof JsonObject object)) {
        return null;
      }
      found = object.get(name);
    }
    return found;
  }
}
