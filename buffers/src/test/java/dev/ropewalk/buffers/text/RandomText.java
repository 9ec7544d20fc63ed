package dev.ropewalk.buffers.text;

import java.util.Random;

/** Text with all that makes text hard: every width of UTF-8, all line breaks, lone surrogates. */
public final class RandomText {
  private RandomText() {}

  /** Returns {@code units} UTF-16 units or one more, possibly with lone surrogates. */
  public static String withLoneSurrogates(Random random, int units) {
    var text = new StringBuilder();
    int mood = random.nextInt(4);
    while (text.length() < units) {
      if (random.nextInt(20) == 0) {
        text.append((char) (Character.MIN_SURROGATE + random.nextInt(0x800)));
      } else {
        appendScalar(random, mood, text);
      }
    }
    return text.toString();
  }

  /** Returns {@code units} UTF-16 units or one more, all of them scalar values. */
  public static String scalars(Random random, int units) {
    var text = new StringBuilder();
    int mood = random.nextInt(4);
    while (text.length() < units) {
      appendScalar(random, mood, text);
    }
    return text.toString();
  }

  /** Mood 0 is ASCII with few breaks, 1 is half breaks, 2 and 3 are everything. */
  private static void appendScalar(Random random, int mood, StringBuilder text) {
    boolean isBreak = random.nextInt(mood == 1 ? 2 : 20) == 0;
    int kind = mood == 0 ? 0 : random.nextInt(6);
    if (isBreak) {
      String[] breaks = {"\n", "\r", "\r\n"};
      text.append(breaks[random.nextInt(3)]);
    } else if (kind < 2) {
      text.append((char) (' ' + random.nextInt(95)));
    } else if (kind == 2) {
      text.append((char) random.nextInt(0x80));
    } else if (kind == 3) {
      text.append((char) (0x80 + random.nextInt(0x780)));
    } else if (kind == 4) {
      int unit = 0x800 + random.nextInt(0xF800);
      text.append(Character.isSurrogate((char) unit) ? '\u20AC' : (char) unit);
    } else {
      text.appendCodePoint(0x10000 + random.nextInt(0x100000));
    }
  }

  /** Returns the text with U+FFFD for each lone surrogate, written as naively as can be. */
  public static String repaired(CharSequence text) {
    var repaired = new StringBuilder();
    text.codePoints()
        .forEach(c -> repaired.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return repaired.toString();
  }

  /** Returns an offset of {@code [0, length]} that does not cut a surrogate pair. */
  public static int boundary(Random random, CharSequence text) {
    int offset = random.nextInt(text.length() + 1);
    return cutsPair(text, offset) ? offset - 1 : offset;
  }

  public static boolean cutsPair(CharSequence text, int offset) {
    return offset > 0
        && offset < text.length()
        && Character.isHighSurrogate(text.charAt(offset - 1))
        && Character.isLowSurrogate(text.charAt(offset));
  }
}
