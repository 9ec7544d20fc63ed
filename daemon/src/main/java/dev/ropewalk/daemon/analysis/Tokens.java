package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;

/**
 * Semantic tokens as columns: sorted, not empty, not overlapping. The arrays have exactly {@code
 * count} entries.
 *
 * @param startUtf16 the first unit of each
 * @param endUtf16 the unit behind it; a token may span lines
 * @param type index into {@link TokenLegend#TYPES}
 * @param modifiers bits by {@link TokenLegend#MODIFIERS}
 */
public record Tokens(int count, int[] startUtf16, int[] endUtf16, byte[] type, short[] modifiers)
    implements Weighed {
  /** No tokens, or none known. */
  public static final Tokens EMPTY =
      new Tokens(0, new int[0], new int[0], new byte[0], new short[0]);

  @Override
  public long weightBytes() {
    return 96 + 11L * count;
  }

  /** Checks order and disjointness; for tests. */
  void checkInvariants() {
    for (int i = 0; i < count; i++) {
      if (startUtf16[i] >= endUtf16[i] || (i > 0 && endUtf16[i - 1] > startUtf16[i])) {
        throw new IllegalStateException(
            "token " + i + " at [" + startUtf16[i] + ", " + endUtf16[i] + ") is out of order");
      }
      if (type[i] < 0 || type[i] >= TokenLegend.TYPES.size()) {
        throw new IllegalStateException("token " + i + " has the type " + type[i]);
      }
    }
  }
}
