package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.limit.GuestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that a plugin answered. */
final class PluginText {
  private static final int MAX_SHOWN_CHARS = 4096;

  private PluginText() {}

  /**
   * Decodes it.
   *
   * @throws GuestException with {@code BAD_ANSWER} when it is not UTF-8
   */
  static String decode(String what, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER, "The formatter answered " + what + " not in UTF-8", e);
    }
  }

  /** Fit to be shown: without control characters, except line ends and tabs, and cut. */
  static String shown(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .filter(c -> !isControl(c))
        .limit(MAX_SHOWN_CHARS)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isControl(int c) {
    boolean bidirectional = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || bidirectional;
  }
}
