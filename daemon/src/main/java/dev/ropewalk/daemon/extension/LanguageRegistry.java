package dev.ropewalk.daemon.extension;

import java.util.Optional;

/** Finds the language of a document. Safe for any thread; must not block on a load. */
@FunctionalInterface
public interface LanguageRegistry {

  /**
   * Finds a language.
   *
   * @param languageId what the client calls it; may be empty, {@code plaintext}, or an alias
   * @param uri the normalised URI of the document, for its file name
   * @param firstLine the first line of the text, without its end, for interpreters and modelines
   * @return empty when no language serves the document
   */
  Optional<Language> find(String languageId, String uri, CharSequence firstLine);
}
