package dev.ropewalk.daemon.analysis;

import java.util.Arrays;

/** Tokens that are being made, from left to right. */
final class TokenColumns {
  private int count;
  private int[] start;
  private int[] end;
  private byte[] type;
  private short[] modifiers;

  /**
   * Makes it empty.
   *
   * @param guess how many tokens there may be
   */
  TokenColumns(int guess) {
    start = new int[guess];
    end = new int[guess];
    type = new byte[guess];
    modifiers = new short[guess];
  }

  /** Adds a token behind the others; nothing when it is empty. */
  void add(int from, int to, int itsType, int itsModifiers) {
    if (from >= to) {
      return;
    }
    if (count == start.length) {
      int grown = count + count / 2 + 16;
      start = Arrays.copyOf(start, grown);
      end = Arrays.copyOf(end, grown);
      type = Arrays.copyOf(type, grown);
      modifiers = Arrays.copyOf(modifiers, grown);
    }
    start[count] = from;
    end[count] = to;
    type[count] = (byte) itsType;
    modifiers[count++] = (short) itsModifiers;
  }

  Tokens done() {
    return new Tokens(
        count,
        Arrays.copyOf(start, count),
        Arrays.copyOf(end, count),
        Arrays.copyOf(type, count),
        Arrays.copyOf(modifiers, count));
  }
}
