package dev.ropewalk.wasm.treesitter;

import java.util.List;

/**
 * A place where the text does not fit the grammar; offsets in UTF-16 code units, end exclusive.
 *
 * @param expected what the grammar could have taken there, as far as known: token texts such as
 *     {@code ;} or names such as {@code identifier}; for a missing node exactly that node
 */
public record SyntaxError(Kind kind, int startUtf16, int endUtf16, List<String> expected) {
  /** ERROR: text that fits nowhere. MISSING: a token that the parser had to invent. */
  public enum Kind {
    ERROR,
    MISSING
  }
}
