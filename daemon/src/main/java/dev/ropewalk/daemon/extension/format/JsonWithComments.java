package dev.ropewalk.daemon.extension.format;

/** JSON with comments and trailing commas, as editors and dprint read it. */
final class JsonWithComments {
  private JsonWithComments() {}

  /** The same as plain JSON: what is not, is spaces, so that lines and columns stay. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder(text);
    if (!text.isEmpty() && text.charAt(0) == '\ufeff') {
      out.setCharAt(0, ' ');
    }
    int comma = -1; // the last one that nothing has followed yet
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      char next = i + 1 < out.length() ? out.charAt(i + 1) : 0;
      if (c == '"') {
        comma = -1;
        i = stringEnd(out, i);
      } else if (c == '/' && (next == '/' || next == '*')) {
        i = blank(out, i, next == '/' ? lineEnd(out, i) : blockEnd(out, i));
      } else if (c == ',') {
        comma = i;
      } else if ((c == '}' || c == ']') && comma >= 0) {
        out.setCharAt(comma, ' ');
        comma = -1;
      } else if (!Character.isWhitespace(c)) {
        comma = -1;
      }
    }
    return out.toString();
  }

  private static int stringEnd(CharSequence text, int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  private static int lineEnd(CharSequence text, int start) {
    int i = start;
    while (i < text.length() && text.charAt(i) != '\n') {
      i++;
    }
    return i;
  }

  private static int blockEnd(StringBuilder text, int start) {
    int end = text.indexOf("*/", start + 2);
    return end < 0 ? text.length() : end + 2;
  }

  private static int blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
        text.setCharAt(i, ' ');
      }
    }
    return to - 1;
  }
}
