package dev.ropewalk.daemon.workspace;

/** Tells what analyses a file. Safe for any thread. */
public interface FileLanguages {
  /** Whether a file of this path is worth a look at its content. */
  boolean isCandidate(String path);

  /**
   * Names what analyses a file: equal names mean equal results of equal contents.
   *
   * @param beginning of its text
   * @return empty when nothing does
   */
  String of(String path, CharSequence beginning);
}
