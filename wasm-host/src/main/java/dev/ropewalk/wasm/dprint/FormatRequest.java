package dev.ropewalk.wasm.dprint;

import java.util.Optional;

/**
 * A text to format.
 *
 * @param path of the file, whose ending tells the plugin the dialect; need not exist
 * @param text in UTF-8; not changed by anybody afterwards
 * @param overrideJson a JSON object of plugin settings that hold for this text alone
 * @param embedded formats code inside of the text
 * @param depth how many embedded texts this one is inside of; 0 for a file
 */
public record FormatRequest(
    String path,
    byte[] text,
    FormatConfig config,
    Optional<String> overrideJson,
    EmbeddedFormatter embedded,
    int depth) {

  /**
   * Checks the override.
   *
   * @throws IllegalArgumentException when it is not an object of values that plugins know
   */
  public FormatRequest {
    overrideJson.ifPresent(json -> ConfigJson.checkPlugin("the override", json));
    if (path.isEmpty() || path.length() > MAX_PATH_CHARS) {
      throw new IllegalArgumentException(
          "a path of " + path.length() + " characters; 1 to " + MAX_PATH_CHARS + " are needed");
    }
    if (depth < 0) {
      throw new IllegalArgumentException("depth " + depth + ": at least 0 is needed");
    }
  }

  /** Longer than any file system's. */
  private static final int MAX_PATH_CHARS = 8192;

  /** A file without an override, whose embedded code stays as it is. */
  public static FormatRequest of(String path, byte[] text, FormatConfig config) {
    return new FormatRequest(path, text, config, Optional.empty(), EmbeddedFormatter.NONE, 0);
  }
}
