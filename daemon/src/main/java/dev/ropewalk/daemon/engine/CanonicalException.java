package dev.ropewalk.daemon.engine;

/** Bytes that are no canonical encoding of what was expected. */
public final class CanonicalException extends Exception {
  private static final long serialVersionUID = 1;

  public CanonicalException(String message) {
    super(message);
  }
}
