package dev.ropewalk.daemon.main;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Diagnostics;
import java.nio.file.Path;

/** What {@code check} found out about one file. */
sealed interface FileReport {
  /** The file. */
  Path file();

  /**
   * It was analysed.
   *
   * @param language the language's id
   */
  record Checked(Path file, String language, Text text, Diagnostics diagnostics)
      implements FileReport {}

  /** It was left out: no language serves it, it is binary, or too large. */
  record Skipped(Path file, Why why) implements FileReport {}

  /** It should have been analysed and was not. */
  record Failed(Path file, String message) implements FileReport {}

  /** Why a file was left out. The names are stable. */
  enum Why {
    NO_LANGUAGE,
    BINARY,
    TOO_LARGE
  }
}
