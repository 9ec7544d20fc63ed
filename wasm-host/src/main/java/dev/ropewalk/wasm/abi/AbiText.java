package dev.ropewalk.wasm.abi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable text as guests see it: UTF-8. Safe for any thread. */
public interface AbiText {
  /** Stands for every text: as long as can be, and any offset is a boundary. */
  AbiText ANY =
      new AbiText() {
        @Override
        public int length() {
          return Integer.MAX_VALUE;
        }

        @Override
        public void read(int from, int count, byte[] target, int at) {
          Arrays.fill(target, at, at + count, (byte) ' ');
        }
      };

  /** Its size in bytes. */
  int length();

  /**
   * Copies a range, chunk by chunk, without anything in between.
   *
   * @param from the first byte, in {@code [0, length()]}
   * @param count how many; {@code from + count} is at most {@link #length()}
   * @param target written from {@code at} on
   */
  void read(int from, int count, byte[] target, int at);

  /** A text in one piece; a lone surrogate becomes a question mark. */
  static AbiText of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new AbiText() {
      @Override
      public int length() {
        return bytes.length;
      }

      @Override
      public void read(int from, int count, byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, count);
      }
    };
  }
}
