package dev.ropewalk.wasm.treesitter;

/** An immutable text that a guest reads a chunk at a time; offsets are UTF-16 code units. */
public interface GuestText {

  /** The length in UTF-16 code units. */
  int lengthUtf16();

  /**
   * Copies code units as UTF-16LE.
   *
   * @param offsetUtf16 where to start, in {@code [0, lengthUtf16()]}
   * @param maxUnits at most so many code units are copied; the destination has room for them
   * @return the units copied; 0 only at the end of the text
   */
  int readUtf16(int offsetUtf16, byte[] destination, int destinationOffset, int maxUnits);

  /** The text of {@code [startUtf16, endUtf16)}. */
  String slice(int startUtf16, int endUtf16);
}
