package dev.ropewalk.wasm.dprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of plugins, and the places that they say. */
class ErrorPositionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Expression expected at file:///x/a.ts:1:9 | 1 | 9",
        "Expected ';' at file:///C:/x/a.ts:12:3\\n\\n  let = | 12 | 3",
        "Line 1, column 6: Unexpected token | 1 | 6",
        "parse error at line 2, column 4 | 2 | 4",
        "line 0 column 0 | 1 | 1",
        "Something about 12:30 o'clock | -1 | -1",
        "line 99999999999, column 1 | -1 | -1",
        "'' | -1 | -1",
      })
  void finds_the_place(String message, int line, int column) {
    FormatResult.SyntaxError error = ErrorPosition.of(message.translateEscapes());
    assertEquals(line, error.line().orElse(-1));
    assertEquals(column, error.column().orElse(-1));
  }
}
