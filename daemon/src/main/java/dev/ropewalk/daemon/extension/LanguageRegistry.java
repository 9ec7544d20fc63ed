package dev.ropewalk.daemon.extension;

import java.util.Optional;

/** Finds the language of a document. Safe for any thread; must not block on a load. */
@FunctionalInterface
public interface LanguageRegistry {
  /** How much of a text decides on its language: a long licence and the first declarations. */
  int BEGINNING_UTF16 = 32_768;

  /**
   * Finds a language.
   *
   * @param languageId what the client calls it; may be empty, {@code plaintext}, or an alias
   * @param uri the normalised URI of the document, for its file name
   * @param beginning the first {@link #BEGINNING_UTF16} units of the text, or all: its first line
   *     names interpreters and modes, and the rest tells the headers of C++ from those of C
   * @return empty when no language serves the document
   */
  Optional<Language> find(String languageId, String uri, CharSequence beginning);

  /**
   * Names the languages and the rules: registries of equal digests find the same. Empty when it
   * cannot say.
   */
  default String digest() {
    return "";
  }

  /** The languages by name, as they are now. */
  default LanguageTable table() {
    return new LanguageTable(digest(), name -> find(name, "", ""));
  }
}
