package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailingCommaTest {
  private record Plain(String text) implements GuestText {
    @Override
    public int lengthUtf16() {
      return text.length();
    }

    @Override
    public int readUtf16(int offset, byte[] destination, int destinationOffset, int maxUnits) {
      int units = Math.min(maxUnits, text.length() - offset);
      byte[] bytes = text.substring(offset, offset + units).getBytes(StandardCharsets.UTF_16LE);
      System.arraycopy(bytes, 0, destination, destinationOffset, bytes.length);
      return units;
    }

    @Override
    public String slice(int start, int end) {
      return text.substring(start, end);
    }
  }

  /** The mark {@code ^} stands before an error of one character, {@code ~} at a missing node. */
  private static boolean tolerated(String marked) {
    int wrong = marked.indexOf('^');
    int missing = marked.indexOf('~');
    String text = marked.replace("^", "").replace("~", "");
    var error =
        wrong >= 0
            ? new SyntaxError(SyntaxError.Kind.ERROR, wrong, wrong + 1, List.of())
            : new SyntaxError(SyntaxError.Kind.MISSING, missing, missing, List.of("number"));
    return TrailingComma.isTrailingComma(new Plain(text), error);
  }

  @Test
  void a_comma_before_a_closing_bracket_is_no_error() {
    assertEquals(true, tolerated("{\"a\":1^,}"));
    assertEquals(true, tolerated("{\"a\":1^, // why\n /* ] */ }"));
    assertEquals(true, tolerated("[1,2,~]"));
    assertEquals(true, tolerated("[1,2,\n // c\n~]"));
  }

  @Test
  void other_errors_stay() {
    assertEquals(false, tolerated("{^,}"));
    assertEquals(false, tolerated("[^,]"));
    assertEquals(false, tolerated("{\"a\":1,^,}"));
    assertEquals(false, tolerated("{\"a\":1^,"));
    assertEquals(false, tolerated("{\"a\":1 ^x}"));
    assertEquals(false, tolerated("{\"a\":~}"));
    assertEquals(false, tolerated("{\"a\":1^, /* never closed }"));
  }
}
