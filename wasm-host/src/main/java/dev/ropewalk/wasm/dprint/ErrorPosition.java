package dev.ropewalk.wasm.dprint;

import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where a plugin's error message says that the error is: plugins have no other way. */
final class ErrorPosition {
  /** "Line 1, column 6: …", "line 3 column 7". */
  private static final Pattern WORDS =
      Pattern.compile("\\bline (\\d{1,9}),? col(?:umn)?:? (\\d{1,9})", Pattern.CASE_INSENSITIVE);

  /** "… at file:///x/a.ts:1:9". */
  private static final Pattern SUFFIX = Pattern.compile(":(\\d{1,9}):(\\d{1,9})(?=\\s|$)");

  private ErrorPosition() {}

  /** The error, with the position that its message says. */
  static FormatResult.SyntaxError of(String message) {
    for (Pattern form : new Pattern[] {WORDS, SUFFIX}) {
      Matcher found = form.matcher(message);
      if (found.find()) {
        return new FormatResult.SyntaxError(message, number(found, 1), number(found, 2));
      }
    }
    return new FormatResult.SyntaxError(message, OptionalInt.empty(), OptionalInt.empty());
  }

  /** At least 1, so that a plugin that counts from 0 stays inside of the text. */
  private static OptionalInt number(MatchResult found, int group) {
    return OptionalInt.of(Math.max(1, Integer.parseInt(found.group(group))));
  }
}
