package dev.ropewalk.protocol.rpc;

/** The well-formed byte sequences of UTF-8. */
final class Utf8Sequence {
  /* Table 3-7 of the Unicode Standard: the lead byte decides the length and narrows the range of the
   * second byte, which excludes overlong forms, surrogates and values above U+10FFFF.
   */
  private Utf8Sequence() {}

  /**
   * Checks the sequence that starts with a byte above 0x7f.
   *
   * @return the position after it; negated, and at least one after {@code at}, if it is malformed
   */
  static int end(byte[] text, int at) {
    int lead = text[at] & 0xff;
    int length;
    int low = 0x80;
    int high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      low = lead == 0xe0 ? 0xa0 : low;
      high = lead == 0xed ? 0x9f : high;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      low = lead == 0xf0 ? 0x90 : low;
      high = lead == 0xf4 ? 0x8f : high;
    } else {
      return -(at + 1);
    }
    for (int i = at + 1; i < at + length; i++) {
      int next = i < text.length ? text[i] & 0xff : 0;
      if (next < low || next > high) {
        return -i;
      }
      low = 0x80;
      high = 0xbf;
    }
    return at + length;
  }
}
