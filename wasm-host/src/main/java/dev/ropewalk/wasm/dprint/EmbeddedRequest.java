package dev.ropewalk.wasm.dprint;

import java.util.Optional;

/**
 * Code inside of another text.
 *
 * @param path what the plugin calls it, as {@code file.ts}: its ending tells the language
 * @param text in UTF-8
 * @param overrideJson settings that the plugin wants for it
 * @param embedded of the text that this is inside of
 * @param depth from 1: how many texts it is inside of
 */
public record EmbeddedRequest(
    String path,
    byte[] text,
    Optional<String> overrideJson,
    EmbeddedFormatter embedded,
    int depth) {

  /** A request for it to a formatter that has this configuration. */
  public FormatRequest toRequest(FormatConfig config) {
    return new FormatRequest(path, text, config, overrideJson, embedded, depth);
  }
}
