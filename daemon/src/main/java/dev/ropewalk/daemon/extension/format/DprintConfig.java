package dev.ropewalk.daemon.extension.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of dprint for a file: the nearest one upwards from it, as dprint's command line
 * finds and reads it. Its {@code plugins} are not fetched: the installed ones are used.
 */
public final class DprintConfig {
  /** The names, in the order in which dprint looks for them. */
  private static final List<String> NAMES =
      List.of("dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc");

  private static final int MAX_BYTES = 1 << 20;

  /** Files that extend each other; more is a circle. */
  private static final int MAX_EXTENDS = 8;

  private static final List<String> GLOBAL =
      List.of("lineWidth", "indentWidth", "useTabs", "newLineKind");

  private final Path file;
  private final JsonObject root;

  private DprintConfig(Path file, JsonObject root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Finds and reads the configuration for a file.
   *
   * @param path of the file, absolute
   * @param top the last directory that is looked at
   * @throws DprintConfigException when the nearest one cannot be used
   */
  public static Optional<DprintConfig> nearest(Path path, Path top) throws DprintConfigException {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      for (String name : NAMES) {
        Path candidate = at.resolve(name);
        if (Files.isRegularFile(candidate)) {
          return Optional.of(new DprintConfig(candidate, read(candidate, 0)));
        }
      }
      if (at.equals(top)) {
        break;
      }
    }
    return Optional.empty();
  }

  private static JsonObject read(Path file, int depth) throws DprintConfigException {
    if (depth > MAX_EXTENDS) {
      throw new DprintConfigException(file + " extends itself, or by more than " + MAX_EXTENDS);
    }
    JsonObject own = parse(file);
    JsonElement bases = own.remove("extends");
    if (bases == null) {
      return own;
    }
    var list = new JsonArray();
    if (bases instanceof JsonArray several) {
      list.addAll(several);
    } else {
      list.add(bases);
    }
    var merged = new JsonObject();
    for (JsonElement base : list) {
      String name = base.isJsonPrimitive() ? base.getAsString() : "";
      if (name.isEmpty() || name.contains("://")) {
        throw new DprintConfigException(
            file + " extends " + base + "; only files beside it are read, nothing is fetched");
      }
      merge(merged, read(sibling(file, name), depth + 1));
    }
    merge(merged, own);
    return merged;
  }

  private static Path sibling(Path file, String name) throws DprintConfigException {
    try {
      return file.resolveSibling(name).normalize();
    } catch (InvalidPathException e) {
      throw new DprintConfigException(file + " extends \"" + name + "\", which is no path");
    }
  }

  /** Later settings win; those of a plugin one by one. */
  private static void merge(JsonObject into, JsonObject more) {
    more.entrySet()
        .forEach(
            each -> {
              if (each.getValue() instanceof JsonObject section
                  && into.get(each.getKey()) instanceof JsonObject before) {
                section.entrySet().forEach(one -> before.add(one.getKey(), one.getValue()));
              } else {
                into.add(each.getKey(), each.getValue());
              }
            });
  }

  private static JsonObject parse(Path file) throws DprintConfigException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new DprintConfigException(file + " has more than " + MAX_BYTES + " bytes");
      }
      text = new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DprintConfigException(file + " cannot be read: " + e.getMessage());
    }
    try {
      var reader = new JsonReader(new StringReader(JsonWithComments.plain(text)));
      reader.setStrictness(Strictness.STRICT);
      JsonElement parsed = JsonParser.parseReader(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT && parsed instanceof JsonObject object) {
        return object;
      }
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new DprintConfigException(file + " is not JSON: " + e.getMessage());
    }
    throw new DprintConfigException(file + " is not one JSON object");
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** The global settings, as plugins are told them. */
  String globalJson() {
    var global = new JsonObject();
    for (String name : GLOBAL) {
      if (root.get(name) != null) {
        global.add(name, root.get(name));
      }
    }
    return global.toString();
  }

  /** The settings of a plugin, as it is told them. */
  String pluginJson(String configKey) {
    if (!(root.get(configKey) instanceof JsonObject section)) {
      return "{}";
    }
    JsonObject own = section.deepCopy();
    own.remove("associations");
    own.remove("locked");
    return own.toString();
  }

  /** The files that a plugin is to format, if its section says so; else those of its own. */
  Optional<List<String>> associations(String configKey) {
    return root.get(configKey) instanceof JsonObject section
        ? strings(section.get("associations"))
        : Optional.empty();
  }

  /** Whether it wants a file formatted at all. */
  boolean covers(Path path) {
    Optional<List<String>> includes = strings(root.get("includes"));
    List<String> excludes = strings(root.get("excludes")).orElse(List.of());
    return (includes.isEmpty() || matches(includes.get(), path)) && !matches(excludes, path);
  }

  /** Whether a file, or a directory that it is in, is meant by patterns; a later one wins. */
  boolean matches(List<String> patterns, Path path) {
    Path directory = file.getParent();
    if (directory == null || !path.startsWith(directory)) {
      return false;
    }
    boolean matched = false;
    for (String pattern : patterns) {
      boolean negated = pattern.startsWith("!");
      if (isMeant(negated ? pattern.substring(1) : pattern, directory.relativize(path))) {
        matched = !negated;
      }
    }
    return matched;
  }

  private static boolean isMeant(String pattern, Path path) {
    String plain = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anchored = plain.startsWith("/") || plain.startsWith("./") || plain.contains("/");
    String bare = plain.replaceFirst("^\\.?/", "");
    var globs = new ArrayList<String>(List.of(bare));
    if (!anchored) {
      globs.add("**/" + bare);
    } else if (bare.startsWith("**/")) {
      globs.add(bare.substring(3));
    }
    for (String glob : globs) {
      PathMatcher matcher;
      try {
        matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      } catch (IllegalArgumentException e) {
        return false; // what is no glob means nothing
      }
      for (Path at = path; at != null; at = at.getParent()) {
        if (matcher.matches(at)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<List<String>> strings(@Nullable JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    var all = new ArrayList<String>();
    if (value instanceof JsonArray list) {
      list.forEach(
          each -> {
            if (each.isJsonPrimitive()) {
              all.add(each.getAsString());
            }
          });
    } else if (value.isJsonPrimitive()) {
      all.add(value.getAsString());
    }
    return Optional.of(List.copyOf(all));
  }
}
