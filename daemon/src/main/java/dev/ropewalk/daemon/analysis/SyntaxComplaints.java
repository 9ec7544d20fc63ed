package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import java.util.ArrayList;
import java.util.List;

/** Turns the error nodes of a tree into diagnostics that a person can use. */
final class SyntaxComplaints {
  /** The code of all of them. */
  static final String CODE = "syntax";

  /** How far to look for the token that a missing one should have followed; units. */
  private static final int LOOK_BACK = 512;

  /** The longest quotation of the text in a message; units. */
  private static final int QUOTE = 32;

  /** More alternatives than this say nothing. */
  private static final int MAX_EXPECTED = 3;

  private SyntaxComplaints() {}

  /**
   * Words the errors.
   *
   * @param errors one more than {@code limit} when there are more
   */
  static Diagnostics of(List<SyntaxError> errors, Text text, int limit) {
    List<Diagnostics.Item> items = new ArrayList<>(Math.min(errors.size(), limit));
    for (SyntaxError error : errors.subList(0, Math.min(errors.size(), limit))) {
      items.add(
          error.kind() == SyntaxError.Kind.MISSING
              ? missing(error, text)
              : unexpected(error, text));
    }
    return new Diagnostics(items, errors.size() > limit);
  }

  private static Diagnostics.Item missing(SyntaxError error, Text text) {
    String message =
        error.expected().isEmpty()
            ? "Syntax error: something is missing here"
            : "Syntax error: expected " + alternatives(error.expected());
    return behindPrevious(error.startUtf16(), text, message);
  }

  private static Diagnostics.Item unexpected(SyntaxError error, Text text) {
    int start = error.startUtf16();
    int end = Math.min(error.endUtf16(), text.lengthUtf16());
    String head = Units.window(text, start, Math.min(end, start + LOOK_BACK));
    int blank = 0;
    while (blank < head.length() && Character.isWhitespace(head.charAt(blank))) {
      blank++;
    }
    if (blank == head.length()) {
      String what = error.endUtf16() >= text.lengthUtf16() ? "end of file" : "blank";
      return behindPrevious(start, text, "Syntax error: unexpected " + what + hint(error));
    }
    start += blank;
    int lineEnd = text.lineEnd(text.lineOf(start));
    boolean spansLines = lineEnd < end;
    int shownEnd = Math.max(start + 1, Math.min(end, lineEnd));
    String shown = Units.window(text, start, Math.min(shownEnd, start + LOOK_BACK));
    if (shownEnd - start <= LOOK_BACK) {
      shownEnd = start + Math.max(1, shown.stripTrailing().length());
    }
    String token = firstToken(shown);
    boolean alone = !spansLines && token.length() >= shown.strip().length();
    String message =
        (alone ? "Syntax error: unexpected " : "Syntax error near ") + '\'' + token + '\'';
    if (shownEnd == start + 1 && Character.isHighSurrogate(shown.charAt(0))) {
      shownEnd++;
    }
    return new Diagnostics.Item(start, shownEnd, CODE, message + hint(error));
  }

  private static String hint(SyntaxError error) {
    int known = error.expected().size();
    return known == 0 || known > MAX_EXPECTED ? "" : ", expected " + alternatives(error.expected());
  }

  /** On the last character of what stands before a place, where an editor can show it. */
  private static Diagnostics.Item behindPrevious(int place, Text text, String message) {
    int at = Math.min(place, text.lengthUtf16());
    String before = Units.window(text, at - LOOK_BACK, at);
    int last = before.length() - 1;
    while (last >= 0 && Character.isWhitespace(before.charAt(last))) {
      last--;
    }
    if (last < 0) {
      int end = Math.min(text.lengthUtf16(), at + 1);
      return new Diagnostics.Item(Math.min(at, end), end, CODE, message);
    }
    int end = at - before.length() + last + 1;
    int width = last > 0 && Character.isLowSurrogate(before.charAt(last)) ? 2 : 1;
    return new Diagnostics.Item(end - width, end, CODE, message);
  }

  private static String firstToken(String shown) {
    int end = 0;
    if (Units.isWord(shown.charAt(0))) {
      while (end < shown.length() && end < QUOTE && Units.isWord(shown.charAt(end))) {
        end++;
      }
    } else {
      end = 1;
    }
    if (Character.isHighSurrogate(shown.charAt(end - 1)) && end < shown.length()) {
      end++;
    }
    return shown.substring(0, end);
  }

  private static String alternatives(List<String> expected) {
    StringBuilder out = new StringBuilder();
    int shown = Math.min(expected.size(), MAX_EXPECTED);
    for (int i = 0; i < shown; i++) {
      out.append(i == 0 ? "" : i == shown - 1 ? " or " : ", ").append(name(expected.get(i)));
    }
    return out.toString();
  }

  /** A symbol is quoted; a name of the grammar reads better without. */
  private static String name(String token) {
    boolean symbol = token.isEmpty() || !token.chars().allMatch(c -> Units.isWord((char) c));
    return symbol ? '\'' + token + '\'' : token.replace('_', ' ');
  }
}
