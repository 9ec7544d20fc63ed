package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.SyntaxError;

/**
 * Recognises what the JSON grammar makes of a comma before a closing bracket: an error on the comma
 * in an object, a missing value after it in an array.
 */
final class TrailingComma {
  /** How far the closing bracket is looked for; comments before it count. */
  private static final int MAX_LOOK_AHEAD_UTF16 = 4096;

  private TrailingComma() {}

  static boolean isTrailingComma(GuestText text, SyntaxError error) {
    int start = error.startUtf16();
    int end = error.endUtf16();
    if (error.kind() == SyntaxError.Kind.MISSING) {
      return closes(text, end) == ']';
    }
    if (end - start != 1 || !text.slice(start, end).equals(",")) {
      return false;
    }
    char after = closes(text, end);
    char before = before(text, start);
    return (after == '}' || after == ']') && before != '{' && before != '[' && before != ',';
  }

  /** The first character from an offset that is neither white space nor in a comment; or 0. */
  private static char closes(GuestText text, int offsetUtf16) {
    long limit = Math.min(text.lengthUtf16(), (long) offsetUtf16 + MAX_LOOK_AHEAD_UTF16);
    String ahead = text.slice(offsetUtf16, (int) limit);
    int at = 0;
    while (at < ahead.length()) {
      char c = ahead.charAt(at);
      if (ahead.startsWith("//", at)) {
        int line = ahead.indexOf('\n', at);
        at = line < 0 ? ahead.length() : line;
      } else if (ahead.startsWith("/*", at)) {
        int close = ahead.indexOf("*/", at + 2);
        at = close < 0 ? ahead.length() : close + 2;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        return c;
      }
    }
    return 0;
  }

  /** The last character before an offset that is not white space, on which a comma may lean. */
  private static char before(GuestText text, int offsetUtf16) {
    String behind = text.slice(Math.max(0, offsetUtf16 - MAX_LOOK_AHEAD_UTF16), offsetUtf16);
    for (int at = behind.length() - 1; at >= 0; at--) {
      if (!Character.isWhitespace(behind.charAt(at))) {
        return behind.charAt(at);
      }
    }
    return 0;
  }
}
