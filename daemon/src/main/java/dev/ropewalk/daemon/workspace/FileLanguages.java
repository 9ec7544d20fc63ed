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

  /**
   * Names the languages that there are, and the rules by which a file has one of them: equal
   * digests give equal answers of {@link #of}. Empty when nobody can say; then nothing is kept.
   */
  default String digest() {
    return "";
  }

  /** Whether this is a name that {@link #of} could give now; it may be used like one from there. */
  default boolean knows(String name) {
    return false;
  }
}
