package dev.ropewalk.buffers.text;

/** Tells well-formed UTF-8 from what is not (Unicode, table 3-7). */
final class Utf8Decoder {
  private Utf8Decoder() {}

  /**
   * Looks at the sequence that starts at {@code source[at]}.
   *
   * @return its width when it is well-formed; 0 when it is well-formed as far as {@code end} and
   *     goes on there; else the negated length of its maximal part, {@code [-3, -1]}, which one
   *     U+FFFD replaces
   */
  static int sequence(byte[] source, int at, int end) {
    int lead = source[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return -1;
    }
    int width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + 1 >= end) {
      return 0;
    }
    int second = source[at + 1] & 0xFF;
    // The second byte alone excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return -1;
    }
    for (int i = 2; i < width; i++) {
      if (at + i >= end) {
        return 0;
      }
      if (!Utf8.isContinuation(source[at + i])) {
        return -i;
      }
    }
    return width;
  }

  /**
   * Returns the index in {@code [from, end]} of the first sequence that is not both well-formed and
   * complete, {@code end} when all are.
   */
  static int wellFormedUntil(byte[] source, int from, int end) {
    int at = from;
    while (true) {
      at = Utf8.firstNonAscii(source, at, end);
      while (at < end && source[at] < 0) {
        int width = sequence(source, at, end);
        if (width <= 0) {
          return at;
        }
        at += width;
      }
      if (at == end) {
        return end;
      }
    }
  }

  /** Writes the units of valid UTF-8 into an array that has room for them. */
  static void decode(byte[] source, char[] destination) {
    int out = 0;
    for (int at = 0; at < source.length; ) {
      byte lead = source[at];
      if (lead >= 0) {
        destination[out++] = (char) lead;
        at++;
        continue;
      }
      int codePoint = Utf8.codePoint(source, at);
      at += Utf8.width(lead);
      if (codePoint < 0x10000) {
        destination[out++] = (char) codePoint;
      } else {
        destination[out++] = Character.highSurrogate(codePoint);
        destination[out++] = Character.lowSurrogate(codePoint);
      }
    }
  }
}
