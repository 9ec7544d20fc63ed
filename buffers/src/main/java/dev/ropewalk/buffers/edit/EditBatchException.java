package dev.ropewalk.buffers.edit;

/**
 * Edits that do not fit a text's length, each other or the batch they meet; nothing was changed.
 */
public final class EditBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong; the names are stable. */
  public enum Code {
    /** An offset is negative or beyond the end. */
    OFFSET_OUT_OF_RANGE,
    /** A range ends before it starts. */
    INVERTED_RANGE,
    /** An offset lies between the two UTF-16 units of one code point. */
    INSIDE_CODE_POINT,
    /** Two edits of one batch overlap. */
    OVERLAPPING_EDITS,
    /** A batch meets a text or a batch of another length than it is for. */
    LENGTH_MISMATCH,
    /** The text would have more UTF-16 units than an int counts. */
    TOO_LARGE
  }

  private final Code code;

  EditBatchException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns what is wrong. */
  public Code code() {
    return code;
  }
}
