package dev.ropewalk.protocol.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Random JSON texts, and damage to them. */
final class RandomJson {
  private static final String[] SCALARS = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-17",
    "3.25",
    "1e9",
    "2E-3",
    "1.5e+10",
    "123456789012345678901234567890",
    "\"\"",
    "\"a\"",
    "\"\\u0041\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"ä€😀\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\""
  };
  private static final String[] KEYS = {"a", "id", "method", "params", "x y", "", "\\u0069d", "ö"};
  private static final String DAMAGE = "{}[]\",:\\0123456789.eE+-tfnul \t\n\r\u0000\u001f/*#'";

  private RandomJson() {}

  static String value(Random random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(4);
    var text = new StringBuilder();
    if (kind < 2) {
      text.append(SCALARS[random.nextInt(SCALARS.length)]);
    } else {
      boolean object = kind == 2;
      text.append(object ? '{' : '[');
      for (int i = random.nextInt(4); i > 0; i--) {
        blank(random, text);
        if (object) {
          text.append('"').append(KEYS[random.nextInt(KEYS.length)]).append("\":");
        }
        text.append(value(random, depth - 1));
        blank(random, text);
        if (i > 1) {
          text.append(',');
        }
      }
      text.append(object ? '}' : ']');
    }
    return text.toString();
  }

  private static void blank(Random random, StringBuilder text) {
    if (random.nextInt(4) == 0) {
      text.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }

  /** Changes, inserts, removes or repeats some bytes. */
  static byte[] damage(Random random, byte[] text) {
    byte[] damaged = text.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(damaged.length + 1);
      byte with =
          random.nextInt(8) == 0
              ? (byte) random.nextInt(256)
              : (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
      int end = Math.min(damaged.length, at + random.nextInt(3));
      damaged =
          switch (random.nextInt(3)) {
            case 0 -> splice(damaged, at, end, new byte[0]);
            case 1 -> splice(damaged, at, at, new byte[] {with});
            default -> splice(damaged, at, end, new byte[] {with});
          };
    }
    return damaged;
  }

  private static byte[] splice(byte[] text, int from, int to, byte[] with) {
    byte[] spliced = Arrays.copyOf(text, text.length - (to - from) + with.length);
    System.arraycopy(with, 0, spliced, from, with.length);
    System.arraycopy(text, to, spliced, from + with.length, text.length - to);
    return spliced;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
