package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;

/**
 * What an editor selects step by step around a place, innermost first; each step contains the one
 * before it and is larger.
 *
 * @param bounds start and end of each step by turns, in UTF-16 code units
 */
public record SelectionChain(int[] bounds) implements Weighed {
  /** The place alone: nothing is known around it. */
  static SelectionChain nothing(int offsetUtf16) {
    return new SelectionChain(new int[] {offsetUtf16, offsetUtf16});
  }

  @Override
  public long weightBytes() {
    return 32 + 4L * bounds.length;
  }
}
