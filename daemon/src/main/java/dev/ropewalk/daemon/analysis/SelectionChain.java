package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;

/**
 * What an editor selects step by step around a place, innermost first; each step contains the one
 * before it and is larger.
 *
 * @param bounds start and end of each step by turns, in UTF-16 code units
 */
public record SelectionChain(int[] bounds) implements Weighed {
  @Override
  public long weightBytes() {
    return 32 + 4L * bounds.length;
  }
}
