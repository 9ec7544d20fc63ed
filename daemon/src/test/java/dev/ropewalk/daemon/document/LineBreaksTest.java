package dev.ropewalk.daemon.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.testing.Randomized;
import org.junit.jupiter.api.Test;

class LineBreaksTest {
  @Test
  void a_new_lone_cr_is_found_exactly_where_an_edit_makes_one() {
    char[] alphabet = {'\r', '\n', 'x'};
    Randomized.rounds(
        random -> {
          String before = some(random, alphabet);
          while (LineBreaks.hasLoneCr(before)) {
            before = some(random, alphabet);
          }
          int start = random.nextInt(before.length() + 1);
          int end = start + random.nextInt(before.length() - start + 1);
          String inserted = some(random, alphabet);
          String after = before.substring(0, start) + inserted + before.substring(end);
          boolean expected = after.replace("\r\n", "").indexOf('\r') >= 0;
          assertEquals(expected, LineBreaks.hasLoneCr(after));
          assertEquals(expected, LineBreaks.makesLoneCr(Text.of(after), start, inserted));
        });
  }

  private static String some(java.util.Random random, char[] alphabet) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      out.append(alphabet[random.nextInt(alphabet.length)]);
    }
    return out.toString();
  }
}
