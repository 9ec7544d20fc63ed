package dev.ropewalk.daemon.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.daemon.testing.Randomized;
import org.junit.jupiter.api.Test;

class DocumentUriTest {
  private static void same(String expected, String... spellings) {
    for (String spelling : spellings) {
      assertEquals(expected, DocumentUri.normalise(spelling));
    }
  }

  @Test
  void spellings_of_a_file_become_one() {
    same("file:///home/u/a%20b.java", "file:///home/u/a b.java", "FILE:/home/u/a%20b.java");
    same("file:///home/u/x.py", "file://localhost/home/u/./y/../x.py", "file:///home/u/%78.py");
    same("file:///caf%C3%A9.c", "file:///café.c", "file:///caf%c3%a9.c");
  }

  @Test
  void a_drive_letter_is_lower_case_however_it_is_escaped() {
    same("file:///c:/w/a.ts", "file:///C:/w/a.ts", "file:///c%3A/w/a.ts", "file:///C%3a/w/a.ts");
  }

  @Test
  void other_schemes_keep_what_they_say() {
    same("untitled:Untitled-1", "untitled:Untitled-1", "Untitled:Untitled-1");
    same("git:/a/../b?{\"x\":1}", "git:/a/../b?{\"x\":1}");
    same("no scheme at all", "no scheme at all");
    same("", "");
  }

  @Test
  void broken_escapes_and_paths_above_the_root_do_no_harm() {
    same("file:///a%25zz", "file:///a%zz");
    same("file:///a%25", "file:///a%");
    same("file:///a", "file:///../../a");
    same("file:///", "file:", "file://");
  }

  @Test
  void a_drive_behind_dots_is_a_drive() {
    same("file:///e:/a", "file:///./E:/a", "file:///x/../E:/a");
  }

  @Test
  void normalising_twice_changes_nothing() {
    String alphabet = "/.%2eEfF:cC é\uD83D\uDE00#?ile\\\uD800";
    Randomized.rounds(
        random -> {
          StringBuilder uri = new StringBuilder(random.nextBoolean() ? "file:///" : "");
          for (int i = random.nextInt(20); i > 0; i--) {
            uri.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          String once = DocumentUri.normalise(uri.toString());
          assertEquals(once, DocumentUri.normalise(once), uri.toString());
        });
  }
}
