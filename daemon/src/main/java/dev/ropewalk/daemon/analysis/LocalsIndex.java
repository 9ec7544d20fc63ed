package dev.ropewalk.daemon.analysis;

import java.util.Arrays;
import java.util.List;

/**
 * Which names of a text mean the same thing, as far as scopes tell.
 *
 * @param start for each occurrence of a name, in text order, the first unit
 * @param end the unit behind it
 * @param symbol index into {@code symbols}, or {@code -1 - n} for a name that nothing in the text
 *     defines, where {@code n} is the same for equal names
 * @param definition whether the occurrence defines its symbol
 * @param symbols what is defined
 */
public record LocalsIndex(
    int[] start, int[] end, int[] symbol, boolean[] definition, List<Symbol> symbols) {
  /** No names, or none known. */
  public static final LocalsIndex EMPTY =
      new LocalsIndex(new int[0], new int[0], new int[0], new boolean[0], List.of());

  /** Copies the list. */
  public LocalsIndex {
    symbols = List.copyOf(symbols);
  }

  /**
   * One thing with a name.
   *
   * @param kind what the query calls it: {@code var}, {@code parameter}, {@code method}, …
   * @param firstDefinition the occurrence that defines it first
   */
  public record Symbol(String name, String kind, int firstDefinition) {}

  /** The occurrence at an offset, preferring one that begins there; -1 when there is none. */
  public int at(int offsetUtf16) {
    int found = Arrays.binarySearch(start, offsetUtf16);
    if (found >= 0) {
      return found;
    }
    int before = -found - 2;
    return before >= 0 && offsetUtf16 <= end[before] ? before : -1;
  }
}
