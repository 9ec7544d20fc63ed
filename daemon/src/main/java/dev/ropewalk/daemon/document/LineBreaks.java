package dev.ropewalk.daemon.document;

import dev.ropewalk.buffers.text.Text;

/** Finds carriage returns that stand without a line feed, which tree-sitter does not count. */
final class LineBreaks {
  private LineBreaks() {}

  /** Whether a CR stands without an LF behind it. */
  static boolean hasLoneCr(String text) {
    for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
      if (at + 1 == text.length() || text.charAt(at + 1) != '\n') {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether new text, or what it now stands next to, leaves a CR without its LF.
   *
   * @param after the text with the new text in it
   * @param start where the new text begins
   */
  static boolean makesLoneCr(Text after, int start, String newText) {
    boolean crBefore = start > 0 && after.charAt(start - 1) == '\r';
    if (crBefore && !isLineFeed(after, start)) {
      return true;
    }
    if (!newText.endsWith("\r")) {
      return hasLoneCr(newText);
    }
    return !isLineFeed(after, start + newText.length()) || hasLoneCr(newText + '\n');
  }

  private static boolean isLineFeed(Text text, int offset) {
    return offset < text.lengthUtf16() && text.charAt(offset) == '\n';
  }
}
