package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * The linear memory of an instance between two calls.
 *
 * @param pages its size, in pages of 64 KiB
 * @param length bytes up to the last one that is not zero
 * @param deflated those bytes, in zlib's format
 */
public record MemoryImage(int pages, int length, byte[] deflated) {

  /** Takes an image; costs about 10 ms for each MiB that is in use. */
  static MemoryImage of(byte[] memory, int pages) {
    int length = memory.length;
    while (length > 0 && memory[length - 1] == 0) {
      length--;
    }
    var packed = new ByteArrayOutputStream(length / 4 + 64);
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try (var out = new DeflaterOutputStream(packed, deflater, 1 << 16)) {
      out.write(memory, 0, length);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    } finally {
      deflater.end();
    }
    return new MemoryImage(pages, length, packed.toByteArray());
  }

  /** Fills a memory that has at least {@link #pages} with what the image holds. */
  void fill(byte[] memory) {
    var inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      int at = 0;
      while (at < length) {
        int read = inflater.inflate(memory, at, length - at);
        if (read == 0) {
          throw damaged("ends at byte " + at + " of " + length);
        }
        at += read;
      }
      Arrays.fill(memory, length, memory.length, (byte) 0);
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
  }

  private static GuestException damaged(String why) {
    return new GuestException(
        GuestException.Code.COMPILE_FAILED, "The kept memory of the extension is damaged: " + why);
  }
}
