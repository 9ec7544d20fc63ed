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
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

  /** Files that are read for one configuration; each may extend many. */
  private static final int MAX_FILES = 32;

  /** Where dprint never formats, whatever a configuration says. */
  private static final Path NODE_MODULES = Path.of("node_modules");

  private static final List<String> GLOBAL =
      List.of("lineWidth", "indentWidth", "useTabs", "newLineKind");

  private final Path file;
  private final JsonObject root;
  private final Optional<FilePatterns> includes;
  private final FilePatterns excludes;

  private DprintConfig(Path file, JsonObject root) throws DprintConfigException {
    this.file = file;
    this.root = root;
    try {
      includes = strings(root.get("includes")).map(FilePatterns::of);
      excludes = FilePatterns.of(strings(root.get("excludes")).orElse(List.of()));
    } catch (IllegalArgumentException e) {
      throw new DprintConfigException(file + ": " + e.getMessage());
    }
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
          return Optional.of(new DprintConfig(candidate, read(candidate, 0, new ArrayList<>())));
        }
      }
      if (at.equals(top)) {
        break;
      }
    }
    return Optional.empty();
  }

  private static JsonObject read(Path file, int depth, List<Path> before)
      throws DprintConfigException {
    if (depth > MAX_EXTENDS) {
      throw new DprintConfigException(file + " extends itself, or by more than " + MAX_EXTENDS);
    }
    before.add(file);
    if (before.size() > MAX_FILES) {
      throw new DprintConfigException(
          before.getFirst() + " extends more than " + MAX_FILES + " files, counting repeated ones");
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
      merge(merged, read(sibling(file, name), depth + 1, before));
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
    if (!Files.isRegularFile(file)) {
      throw new DprintConfigException(file + " is not a file"); // a pipe would never end
    }
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
    Optional<Path> inside = inside(path);
    if (inside.isEmpty()) {
      return includes.isEmpty();
    }
    for (Path name : inside.get()) {
      if (name.equals(NODE_MODULES)) {
        return false;
      }
    }
    return (includes.isEmpty() || includes.get().match(inside.get()))
        && !excludes.matchOrHold(inside.get());
  }

  /**
   * Whether a file is meant by patterns; a later one wins, and what is no pattern means nothing.
   */
  boolean matches(List<String> patterns, Path path) {
    try {
      return inside(path).filter(FilePatterns.of(patterns)::match).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A file as seen from where this is. */
  private Optional<Path> inside(Path path) {
    Path directory = file.getParent();
    return directory != null && path.startsWith(directory)
        ? Optional.of(directory.relativize(path))
        : Optional.empty();
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
