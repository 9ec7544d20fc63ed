package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user set in the editor, under {@code ropewalk}. What has the wrong type counts as not set.
 *
 * @param syntaxDiagnosticsOff languages, by our id or the editor's, without syntax diagnostics
 */
record ClientSettings(Set<String> syntaxDiagnosticsOff) {
  static final ClientSettings NONE = new ClientSettings(Set.of());

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
    return new ClientSettings(Set.copyOf(languages));
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
