package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.OptionalInt;

/** What formatting a text came to. */
public sealed interface FormatResult {
  /** The text is formatted already. */
  record Unchanged() implements FormatResult {}

  /**
   * The text is to be another one.
   *
   * @param text in UTF-8
   */
  record Formatted(byte[] text) implements FormatResult {}

  /**
   * The plugin cannot read the text.
   *
   * @param message the plugin's, without control characters
   * @param line from 1, when the message says one
   * @param column from 1, in what the plugin counts, when the message says one
   */
  record SyntaxError(String message, OptionalInt line, OptionalInt column)
      implements FormatResult {}

  /**
   * The plugin could not be asked, or failed.
   *
   * @param code stable
   * @param message fit for a user
   */
  record Failed(GuestException.Code code, String message) implements FormatResult {}
}
