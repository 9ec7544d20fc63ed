package dev.ropewalk.daemon.analysis;

/**
 * A result was to be computed of a text that no open document has any more, so that its tree is
 * gone. Whoever wants it asks again with the document's present text.
 */
public final class NoTreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one; the message says what happened to the text. */
  public NoTreeException(String message) {
    super(message);
  }
}
