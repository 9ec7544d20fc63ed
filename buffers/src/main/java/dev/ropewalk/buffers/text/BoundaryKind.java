package dev.ropewalk.buffers.text;

/** What lies between two boundaries. */
public enum BoundaryKind {
  /** What a user takes for one character: an extended grapheme cluster. */
  GRAPHEME,
  /** A word, a number, or what stands between. */
  WORD
}
