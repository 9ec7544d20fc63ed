package dev.ropewalk.daemon.document;

import dev.ropewalk.daemon.config.DocumentSettings;

/** What is done with a document of its size. Editing works at every step. */
public enum SizeStep {
  /** Every analysis. */
  FULL,
  /** A syntax tree, and analyses of a viewport only. */
  REDUCED,
  /** Text alone: no syntax tree, every analysis is empty. */
  TEXT_ONLY;

  /**
   * The step of a size.
   *
   * @param lengthBytes the text's length in bytes of UTF-8
   */
  public static SizeStep of(long lengthBytes, DocumentSettings settings) {
    if (lengthBytes > settings.syntaxOffAboveBytes()) {
      return TEXT_ONLY;
    }
    return lengthBytes > settings.reducedAboveBytes() ? REDUCED : FULL;
  }
}
