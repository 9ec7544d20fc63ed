package dev.ropewalk.wasm.abi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes the ABI's values: little-endian, fixed width, lengths first. */
final class WireWriter {
  private byte[] bytes;
  private int size;

  WireWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  int size() {
    return size;
  }

  WireWriter octet(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  WireWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  WireWriter number(int value) {
    reserve(Integer.BYTES);
    put(size, value);
    size += Integer.BYTES;
    return this;
  }

  /** 64 bits. */
  WireWriter wide(long value) {
    return number((int) value).number((int) (value >>> Integer.SIZE));
  }

  WireWriter range(ByteRange range) {
    return number(range.from()).number(range.to());
  }

  WireWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  WireWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return number(utf8.length).raw(utf8);
  }

  <T> WireWriter list(List<T> items, BiConsumer<WireWriter, T> write) {
    number(items.size());
    items.forEach(item -> write.accept(this, item));
    return this;
  }

  /** Puts a number where one was written before. */
  void put(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  /** Puts an octet where one was written before. */
  void patchOctet(int at, int value) {
    bytes[at] = (byte) value;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
