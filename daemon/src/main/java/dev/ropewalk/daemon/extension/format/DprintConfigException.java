package dev.ropewalk.daemon.extension.format;

/** A {@code dprint.json} cannot be used; the message says which, and why. */
public final class DprintConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  DprintConfigException(String message) {
    super(message);
  }
}
