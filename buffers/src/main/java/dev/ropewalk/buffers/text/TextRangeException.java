package dev.ropewalk.buffers.text;

/** An offset, range, line or batch of edits that does not fit the text; nothing was changed. */
public final class TextRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong; the names are stable. */
  public enum Code {
    /** An offset is negative or beyond the end. */
    OFFSET_OUT_OF_RANGE,
    /** A range ends before it starts. */
    INVERTED_RANGE,
    /** An offset lies between the two UTF-16 units of one code point. */
    INSIDE_CODE_POINT,
    /** A line is negative or not in the text, or a character is negative. */
    POSITION_OUT_OF_RANGE,
    /** Two edits of one batch overlap. */
    OVERLAPPING_EDITS,
    /** Offsets that must be sorted are not. */
    UNSORTED_OFFSETS
  }

  private final Code code;

  TextRangeException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns what is wrong. */
  public Code code() {
    return code;
  }
}
