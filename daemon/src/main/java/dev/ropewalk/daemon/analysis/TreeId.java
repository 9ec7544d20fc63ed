package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.document.Snapshot;
import dev.ropewalk.daemon.engine.ContentId;
import dev.ropewalk.daemon.extension.Language;

/**
 * Names a syntax tree by what it is of: trees of equal texts by equal grammars are equal.
 *
 * @param content the text
 * @param language {@link dev.ropewalk.daemon.extension.Language#cacheKey}
 */
record TreeId(ContentId content, String language) {

  static TreeId of(Subject subject) {
    return of(subject.snapshot().text(), subject.language());
  }

  static TreeId of(Text text, Language language) {
    return new TreeId(Snapshot.contentOf(text), language.cacheKey());
  }

  /** The content in a fixed form without {@code ;}: two times 16 hexadecimal digits, the length. */
  String contentName() {
    StringBuilder out = new StringBuilder(48);
    hex(content.high(), out);
    hex(content.low(), out);
    return out.append('-').append(content.lengthBytes()).toString();
  }

  private static void hex(long value, StringBuilder out) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((int) (value >>> shift) & 15, 16));
    }
  }

  static ContentId content(String name) {
    return new ContentId(
        Long.parseUnsignedLong(name, 0, 16, 16),
        Long.parseUnsignedLong(name, 16, 32, 16),
        Long.parseLong(name, 33, name.length(), 10));
  }
}
