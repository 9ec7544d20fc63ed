package dev.ropewalk.buffers.text;

import java.util.Random;

/** Content for benchmarks: lines like those of source code, the same each time. */
final class SampleText {
  private SampleText() {}

  /**
   * Returns about {@code bytes} bytes of UTF-8.
   *
   * @param kind {@code ascii}; {@code mixed}, where a third of the lines has a comment in another
   *     script; or {@code oneline}, ASCII without a line break
   */
  static String of(String kind, int bytes) {
    var random = new Random(42);
    var text = new StringBuilder(bytes + 200);
    String[] comments = {"// größer als früher", "// 文書の終わりまで", "// smile \uD83D\uDE00 here"};
    int size = 0;
    while (size < bytes) {
      int from = text.length();
      text.append(" ".repeat(2 * random.nextInt(5)));
      for (int words = 1 + random.nextInt(8); words > 0; words--) {
        text.append((char) ('a' + random.nextInt(26))).append("alue").append(random.nextInt(100));
        text.append(words == 1 ? ';' : ' ');
      }
      size += text.length() - from;
      if (kind.equals("mixed") && random.nextInt(3) == 0) {
        String comment = comments[random.nextInt(comments.length)];
        text.append(comment);
        size += 2 * comment.length();
      }
      if (!kind.equals("oneline")) {
        text.append('\n');
        size++;
      }
    }
    return text.toString();
  }
}
