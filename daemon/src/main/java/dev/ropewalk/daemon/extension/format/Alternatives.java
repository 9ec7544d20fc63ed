package dev.ropewalk.daemon.extension.format;

import java.util.ArrayList;
import java.util.List;

/** Writes out the alternatives of a pattern: {@code {a,b}c} is {@code ac} and {@code bc}. */
final class Alternatives {
  /** Braces inside of each other. */
  private static final int MAX_DEPTH = 16;

  private final String text;
  private final int most;
  private int at;

  private Alternatives(String text, int most) {
    this.text = text;
    this.most = most;
  }

  /**
   * Writes them out.
   *
   * @param most characters of all of them
   * @throws IllegalArgumentException when braces do not fit, or there are more; the message names
   *     the pattern
   */
  static List<String> of(String text, int most) {
    var reader = new Alternatives(text, most);
    List<String> all = reader.sequence(0);
    if (reader.at < text.length()) {
      throw reader.failure("has a } without its {");
    }
    return all;
  }

  private IllegalArgumentException failure(String what) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return new IllegalArgumentException("\"" + shown + "\" " + what);
  }

  /** Up to the end, or to what ends an alternative. */
  private List<String> sequence(int depth) {
    List<String> all = List.of("");
    var plain = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '}' || (c == ',' && depth > 0)) {
        break;
      }
      if (c == '{') {
        all = joined(all, List.of(plain.toString()));
        plain.setLength(0);
        all = joined(all, group(depth + 1));
      } else {
        int end = c == '[' ? bracketEnd() : at + 1;
        plain.append(text, at, end);
        at = end;
      }
    }
    return joined(all, List.of(plain.toString()));
  }

  /** Braces and commas in brackets are what they are. */
  private int bracketEnd() {
    int first = at + 1;
    if (first < text.length() && (text.charAt(first) == '!' || text.charAt(first) == '^')) {
      first++;
    }
    int end = text.indexOf(']', first + 1);
    return end < 0 ? text.length() : end + 1;
  }

  private List<String> group(int depth) {
    if (depth > MAX_DEPTH) {
      throw failure("has more than " + MAX_DEPTH + " braces inside of each other");
    }
    var all = new ArrayList<String>();
    do {
      at++; // the brace or comma before it
      all.addAll(sequence(depth));
    } while (at < text.length() && text.charAt(at) == ',');
    if (at == text.length()) {
      throw failure("has a { without its }");
    }
    at++;
    all.removeIf(String::isEmpty); // dprint leaves empty ones out, unless there is no other
    return all.isEmpty() ? List.of("") : all;
  }

  private List<String> joined(List<String> before, List<String> after) {
    long characters = 0;
    var all = new ArrayList<String>();
    for (String one : before) {
      for (String other : after) {
        characters += one.length() + other.length() + 1L;
        if (characters > most) {
          throw failure("has alternatives of more than " + most + " characters");
        }
        all.add(one + other);
      }
    }
    return all;
  }
}
