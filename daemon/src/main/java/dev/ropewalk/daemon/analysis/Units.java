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

  /** Whether a unit can stand in a name. */
  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
  }
}
