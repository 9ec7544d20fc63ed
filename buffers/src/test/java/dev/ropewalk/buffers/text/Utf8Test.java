package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Compares the scans that take eight bytes at a time with ones that take one. */
final class Utf8Test {
  @Test
  void scans_agree_with_looking_at_each_byte() {
    Randomized.rounds(
        400,
        random -> {
          String text = RandomText.scalars(random, random.nextInt(60));
          byte[] data = text.getBytes(StandardCharsets.UTF_8);
          for (int at = 0; at <= data.length; at++) {
            if (at < data.length && Utf8.isContinuation(data[at])) {
              continue;
            }
            String before = new String(data, 0, at, StandardCharsets.UTF_8);
            assertEquals(before.length(), Utf8.utf16Units(data, 0, at));
            assertEquals(before.codePointCount(0, before.length()), Utf8.codePoints(data, 0, at));
            assertEquals(at, Utf8.afterUtf16Units(data, 0, before.length()));
            assertEquals(
                at, Utf8.afterCodePoints(data, 0, before.codePointCount(0, before.length())));
            if (at < data.length && Utf8.width(data[at]) == 4) {
              assertEquals(~at, Utf8.afterUtf16Units(data, 0, before.length() + 1));
            }
            compareBreaks(data, at);
          }
        });
  }

  private static void compareBreaks(byte[] data, int at) {
    int ended = 0;
    int lastEnd = -1;
    for (int end = 1; end <= at; end++) {
      boolean crOfPair = end < data.length && data[end] == '\n';
      if (data[end - 1] == '\n' || (data[end - 1] == '\r' && !crOfPair)) {
        ended++;
        lastEnd = end;
        assertEquals(end, Utf8.endOfBreak(data, ended));
      }
    }
    assertEquals(ended, Utf8.breaksEnding(data, 0, at));
    assertEquals(lastEnd, Utf8.lastBreakEnd(data, at));
    int next = at;
    while (next < data.length && data[next] != '\n' && data[next] != '\r') {
      next++;
    }
    assertEquals(next, Utf8.nextBreakByte(data, at, data.length));
    assertEquals(next < data.length, Utf8.hasBreakByte(data, at, data.length));
    int ascii = at;
    while (ascii < data.length && data[ascii] >= 0) {
      ascii++;
    }
    assertEquals(ascii, Utf8.firstNonAscii(data, at, data.length));
  }
}
