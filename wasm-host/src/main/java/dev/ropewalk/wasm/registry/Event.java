package dev.ropewalk.wasm.registry;

import java.util.function.Predicate;

/** Something happened that extensions may be waiting for. */
public sealed interface Event {
  /** The daemon has started. */
  record Started() implements Event {}

  /** A document of a language was opened; the daemon's name of the language. */
  record LanguageUsed(String language) implements Event {}

  /**
   * A client works in a directory.
   *
   * @param contains whether some file below it matches a glob; may read the disk, is asked once for
   *     each glob that an extension names
   */
  record WorkspaceOpened(Predicate<String> contains) implements Event {}

  /** A client asks for a command. */
  record CommandCalled(String command) implements Event {}
}
