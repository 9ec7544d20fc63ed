package dev.ropewalk.buffers.text;

import java.text.BreakIterator;
import java.util.Locale;

/** Finds boundaries of graphemes and words in a window of a text. */
final class BoundarySearch {
  /*
   * BreakIterator wants a whole string; here it gets a window. Its forward rules keep nothing from
   * before a boundary, so boundaries counted one by one from a true one are true. A window therefore
   * starts at a certain boundary: the text's start, between a line break and ASCII (some invisible
   * characters stick to the break), or where an ASCII letter follows an ASCII space or, for
   * graphemes, printable ASCII follows printable ASCII. (Its following() looks back from
   * where it is asked by rules that give other answers, so it is not used.)
   *
   * Rules look ahead too: in "don't" the apostrophe belongs to the word for the t after it. A boundary
   * is believed when LOOK_AHEAD_UNITS follow it in the window or the text ends with the window; until
   * then the window grows, doubling.
   *
   * Where LOOK_BACK_UNITS hold no certain boundary the window starts at their start anyway, so that
   * a call is bounded; in such a text (no space, no line break, for graphemes nothing but emoji) the
   * answer may differ from that on the whole text.
   */

  static final int LOOK_BACK_UNITS = 4096;
  private static final int LOOK_AHEAD_UNITS = 32;
  private static final int FIRST_WINDOW_UNITS = 96;

  private final Node root;
  private final BoundaryKind kind;
  private final BreakIterator breaks;

  BoundarySearch(Node root, BoundaryKind kind, Locale locale) {
    this.root = root;
    this.kind = kind;
    this.breaks =
        switch (kind) {
          case GRAPHEME -> BreakIterator.getCharacterInstance(locale);
          case WORD -> BreakIterator.getWordInstance(locale);
        };
  }

  /** Returns the first boundary after an offset that is not the end. */
  int after(int offsetUtf16) {
    int start = certainBoundary(offsetUtf16);
    for (int units = FIRST_WINDOW_UNITS; ; units *= 2) {
      int end = (int) Math.min((long) offsetUtf16 + units, root.utf16);
      breaks.setText(window(start, end));
      int found = start;
      while (found <= offsetUtf16) {
        found = start + breaks.next();
      }
      if (found <= end - LOOK_AHEAD_UNITS || end == root.utf16) {
        return found;
      }
    }
  }

  /** Returns the last boundary before an offset that is not the start. */
  int before(int offsetUtf16) {
    int start = certainBoundary(offsetUtf16 - 1);
    int end = (int) Math.min((long) offsetUtf16 + LOOK_AHEAD_UNITS, root.utf16);
    breaks.setText(window(start, end));
    int last = start;
    for (int at = start; at < offsetUtf16; at = start + breaks.next()) {
      last = at;
    }
    return last;
  }

  private String window(int startUtf16, int endUtf16) {
    return new TextChars(root, startUtf16, endUtf16).toString();
  }

  /** Returns a boundary at an offset or before it. */
  private int certainBoundary(int offsetUtf16) {
    int floor = Math.max(0, offsetUtf16 - LOOK_BACK_UNITS);
    var chars = new TextChars(root, 0, root.utf16);
    for (int at = offsetUtf16; at > floor; at--) {
      char before = chars.charAt(at - 1);
      if (at == root.utf16) {
        continue;
      }
      char next = chars.charAt(at);
      if (next < 0x80 && (before == '\n' || (before == '\r' && next != '\n'))) {
        return at;
      }
      boolean certain =
          switch (kind) {
            case GRAPHEME -> before >= ' ' && before < 0x7F && next >= ' ' && next < 0x7F;
            case WORD -> before == ' ' && isLetter(next);
          };
      if (certain) {
        return at;
      }
    }
    return floor > 0 && Character.isLowSurrogate(chars.charAt(floor)) ? floor - 1 : floor;
  }

  private static boolean isLetter(char unit) {
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
  }
}
