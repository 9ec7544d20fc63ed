package dev.ropewalk.protocol.rpc;

/** Makes text of a peer fit to stand in a message or a log line. */
final class Shown {
  private static final int MAX_CHARACTERS = 80;

  private Shown() {}

  /** The text on one line, without control characters, shortened. */
  static String text(String text) {
    boolean shorten = text.length() > MAX_CHARACTERS;
    var shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARACTERS)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shorten ? shown.append('…').toString() : shown.toString();
  }
}
