package dev.ropewalk.daemon.document;

/** What became of a change. */
public sealed interface ChangeOutcome {

  /**
   * The document has the new text.
   *
   * @param before the step before, to tell a user when it changes
   * @param replacedSurrogates lone surrogates were replaced by U+FFFD
   */
  record Applied(Snapshot snapshot, SizeStep before, boolean replacedSurrogates)
      implements ChangeOutcome {}

  /**
   * The change does not fit; the document is desynchronised from here on.
   *
   * @param reason for the user, who is to be told now
   */
  record Desynchronised(String reason) implements ChangeOutcome {}

  /**
   * The change breaks a bound; the document is not served from here on.
   *
   * @param reason for the user, who is to be told now
   */
  record Refused(String reason) implements ChangeOutcome {}

  /** The document was not served before, which the user knows, and still is not. */
  record Ignored() implements ChangeOutcome {}
}
