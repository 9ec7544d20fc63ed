package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.GuestInstance;
import dev.ropewalk.wasm.limit.GuestException;

/** Checked access to a guest's memory: every pointer and length in it is the guest's word. */
record GuestBytes(GuestInstance guest, int maxBytes) {
  /**
   * Reads what the guest says is there.
   *
   * @param what for the error: "formatted text"
   * @throws GuestException with {@code OVER_BUDGET} or {@code BAD_ANSWER}
   */
  byte[] read(String what, int at, int length) {
    checkLength(what, length);
    checkInside(what, at, length);
    return length == 0 ? new byte[0] : guest.readBytes(at, length);
  }

  /** Writes where the guest says. */
  void write(String what, int at, byte[] bytes, int from, int length) {
    checkInside(what, at, length);
    if (length > 0) {
      guest.writeBytes(at, bytes, from, length);
    }
  }

  /** Checks a length before anything is allocated for it. */
  void checkLength(String what, int length) {
    if (length < 0 || length > maxBytes) {
      throw new GuestException(
          GuestException.Code.OVER_BUDGET,
          "The formatter gives "
              + what
              + " of "
              + Integer.toUnsignedString(length)
              + " bytes (at most "
              + maxBytes
              + ")");
    }
  }

  private void checkInside(String what, int at, int length) {
    int size = guest.memoryArray().length;
    if (length < 0 || length > size || Integer.compareUnsigned(at, size - length) > 0) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER,
          "The formatter gives "
              + what
              + " at "
              + Integer.toUnsignedString(at)
              + " of "
              + Integer.toUnsignedString(length)
              + " bytes, outside of its memory of "
              + size);
    }
  }
}
