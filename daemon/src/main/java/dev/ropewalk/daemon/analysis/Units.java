package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small looks into a text by UTF-16 units, at any offsets. */
final class Units {
  private Units() {}

  /** The units of {@code [start, end)}, clamped to the text; the ends may cut a pair. */
  static String window(Text text, int start, int end) {
    int from = Math.clamp(start, 0, text.lengthUtf16());
    int units = Math.clamp(end, from, text.lengthUtf16()) - from;
    byte[] bytes = new byte[2 * units];
    int read = 0;
    while (read < units) {
      int n = text.readUtf16(from + read, bytes, 2 * read, units - read);
      if (n == 0) {
        break;
      }
      read += n;
    }
    char[] chars = new char[read];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(chars);
    return new String(chars);
  }

  /** The start of a line's text up to some length, without its end. */
  static String lineHead(Text text, int line, int maxUnits) {
    int start = text.lineStart(line);
    return window(text, start, Math.min(text.lineEnd(line), start + maxUnits));
  }

  /** The string with U+FFFD for each half of a pair whose other half was cut off. */
  static String scalars(String cut) {
    if (Text.countLoneSurrogates(cut) == 0) {
      return cut;
    }
    StringBuilder whole = new StringBuilder(cut);
    for (int i = 0; i < whole.length(); i++) {
      if (!Character.isSurrogate(whole.charAt(i))) {
        continue;
      }
      if (Character.isHighSurrogate(whole.charAt(i))
          && i + 1 < whole.length()
          && Character.isLowSurrogate(whole.charAt(i + 1))) {
        i++;
      } else {
        whole.setCharAt(i, '\ufffd');
      }
    }
    return whole.toString();
  }

  /** Whether a unit can stand in a name. */
  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
  }
}
