package dev.ropewalk.daemon.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.buffers.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectedTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rust | rust",
        "Rust,ignore | rust",
        "{.python} | python",
        "{ .python .numberLines } | python",
        "c++ | c++",
        "js title='a' | js",
        "objective-c | objective-c"
      })
  void a_name_is_taken_out_of_what_stands_around_it(String written, String name) {
    assertEquals(name, Injected.name(written));
  }

  @Test
  void what_is_no_name_is_empty() {
    assertEquals("", Injected.name(""));
    assertEquals("", Injected.name("{...}"));
    assertEquals("", Injected.name("x".repeat(65)));
  }

  @Test
  void holes_are_blank_and_every_unit_keeps_its_place() {
    var stretch = new Injected("python", 2, 13, true, false);
    Text whole = Text.of("> a = 😀\r\n> b\n");
    assertEquals("a = 😀\r\n> b", stretch.cut(whole, new int[0]).toString());
    assertEquals("a =   \r\n  b", stretch.cut(whole, new int[] {6, 8, 10, 12}).toString());
    assertEquals("a = 😀\r\n  b", stretch.cut(whole, new int[] {8, 12}).toString());
  }
}
