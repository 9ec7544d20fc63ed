package dev.ropewalk.wasm.install;

import java.util.Locale;

/** Kinds of query that packages ship. */
public enum QueryKind {
  HIGHLIGHTS,
  INJECTIONS,
  LOCALS,
  TAGS,
  FOLDS,
  OUTLINE;

  /** The field of {@code tree-sitter.json}, which is the stem of the file too. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The usual file name. */
  String fileName() {
    return key() + ".scm";
  }

  /** Whether {@code tree-sitter.json} has a field for it; the others are found by file name. */
  boolean isListed() {
    return this != FOLDS && this != OUTLINE;
  }
}
