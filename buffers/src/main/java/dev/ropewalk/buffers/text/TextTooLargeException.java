package dev.ropewalk.buffers.text;

/** A text would grow beyond {@link Text#MAX_BYTES}; nothing was changed. */
public final class TextTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final long bytes;

  TextTooLargeException(long bytes) {
    super(
        "the text would have "
            + bytes
            + " bytes of UTF-8, the limit is "
            + Text.MAX_BYTES
            + "; split the file");
    this.bytes = bytes;
  }

  /** Returns the size that was refused, in bytes of UTF-8. */
  public long bytes() {
    return bytes;
  }
}
