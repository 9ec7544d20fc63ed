package dev.ropewalk.wasm.abi;

import java.nio.charset.StandardCharsets;

/** Makes text of a guest fit to be shown. */
final class Shown {
  private Shown() {}

  /** Without control characters, except line ends and tabs. */
  static String text(String text) {
    if (text.chars().noneMatch(Shown::isControl)) {
      return text;
    }
    var out = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isControl(c)).forEach(out::appendCodePoint);
    return out.toString();
  }

  /**
   * Bytes of a guest as one line of a log; what is not UTF-8 becomes question marks.
   *
   * @param maxChars a longer one is cut
   */
  static String line(byte[] utf8, int maxChars) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    var out = new StringBuilder();
    text.codePoints()
        .map(c -> c == '\n' || c == '\t' ? ' ' : c)
        .filter(c -> !isControl(c))
        .limit(maxChars)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isControl(int c) {
    boolean bidirectional = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || bidirectional;
  }
}
