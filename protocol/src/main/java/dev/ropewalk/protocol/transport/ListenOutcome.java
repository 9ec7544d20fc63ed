package dev.ropewalk.protocol.transport;

/**
 * What came of an attempt to listen.
 *
 * @param <T> the kind of listener
 */
public sealed interface ListenOutcome<T> {
  /** It listens. */
  record Listening<T>(T server) implements ListenOutcome<T> {}

  /**
   * It does not listen, and nothing was left behind.
   *
   * @param error the stable code
   * @param message for a person: the address, what is wrong with it, what to do
   */
  record Refused<T>(ListenError error, String message) implements ListenOutcome<T> {}
}
