package dev.ropewalk.daemon.document;

/** Whether a document can be served. */
public sealed interface DocumentState {

  /**
   * Both sides have the same text.
   *
   * @param snapshot the text and its tree
   */
  record Open(Snapshot snapshot) implements DocumentState {}

  /**
   * The client sent a change that does not fit; its text is unknown until it sends all of it.
   *
   * @param reason for the user
   */
  record Desynchronised(String reason) implements DocumentState {}

  /**
   * The document broke a bound and is not kept.
   *
   * @param reason for the user
   */
  record Refused(String reason) implements DocumentState {}
}
