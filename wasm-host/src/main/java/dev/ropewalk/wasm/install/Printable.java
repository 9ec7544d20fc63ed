package dev.ropewalk.wasm.install;

/** Text from outside, made fit for one line of a message. */
final class Printable {
  private static final int MAX_CHARS = 200; // two lines of a terminal

  private Printable() {}

  /** Replaces control characters, and cuts what is too long for a message. */
  static String of(String text) {
    var out = new StringBuilder(Math.min(text.length(), MAX_CHARS + 1));
    for (int i = 0; i < text.length(); i++) {
      if (i == MAX_CHARS) {
        return out.append('…').toString();
      }
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return out.toString();
  }
}
