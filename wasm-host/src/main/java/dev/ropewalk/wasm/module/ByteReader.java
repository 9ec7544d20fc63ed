package dev.ropewalk.wasm.module;

import dev.ropewalk.wasm.limit.GuestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A bounded cursor over the bytes of a module; every overrun is a refusal. */
public final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  public ByteReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  public int position() {
    return at;
  }

  public boolean hasMore() {
    return at < end;
  }

  public int u8() {
    if (at >= end) {
      throw refused("ends at byte " + at + " inside a value");
    }
    return bytes[at++] & 0xff;
  }

  /** Unsigned LEB128 of at most 32 bits; answers at most 2^31-1, as every count here must. */
  public int count() {
    long value = u32();
    if (value > Integer.MAX_VALUE) {
      throw refused("has a count of " + value + " at byte " + at);
    }
    return (int) value;
  }

  public long u32() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        if (value > 0xffff_ffffL) {
          break;
        }
        return value;
      }
    }
    throw refused("has an over-long integer at byte " + at);
  }

  /** Signed LEB128 of at most {@code bits} bits. */
  public long signed(int bits) {
    long value = 0;
    int shift = 0;
    int b;
    do {
      if (shift >= bits) {
        throw refused("has an over-long integer at byte " + at);
      }
      b = u8();
      value |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b >= 0x80);
    if (shift < 64 && (b & 0x40) != 0) {
      value |= -1L << shift;
    }
    return value;
  }

  public byte[] bytes(int count) {
    int from = skip(count);
    return Arrays.copyOfRange(bytes, from, from + count);
  }

  /** Passes over bytes and returns where they began. */
  public int skip(int count) {
    if (count < 0 || count > end - at) {
      throw refused("claims " + count + " bytes at byte " + at + ", but has " + (end - at));
    }
    int from = at;
    at += count;
    return from;
  }

  public String name() {
    int length = count();
    int from = skip(length);
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** A refusal of the module that is being read. */
  public static GuestException refused(String why) {
    return new GuestException(
        GuestException.Code.MODULE_REFUSED, "The WebAssembly module is refused: it " + why);
  }
}
