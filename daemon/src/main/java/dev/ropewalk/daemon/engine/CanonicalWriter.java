package dev.ropewalk.daemon.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Writes canonical encodings: every part has a tag of its type, and what has a length is preceded
 * by it, so that no two sequences of calls give the same bytes. The caller sorts what has no order.
 */
public final class CanonicalWriter {
  static final byte INT = 'i';
  static final byte LONG = 'l';
  static final byte BOOL = 'b';
  static final byte STRING = 's';
  static final byte BYTES = 'y';
  static final byte INTS = 'I';
  static final byte LIST = '[';
  static final byte STRING_SET = 'S';

  private byte[] out = new byte[128];
  private int size;

  /** An int. */
  @CanIgnoreReturnValue
  public CanonicalWriter putInt(int value) {
    room(5);
    out[size++] = INT;
    raw(value);
    return this;
  }

  /** A long. */
  @CanIgnoreReturnValue
  public CanonicalWriter putLong(long value) {
    room(9);
    out[size++] = LONG;
    raw((int) (value >>> 32));
    raw((int) value);
    return this;
  }

  /** A boolean. */
  @CanIgnoreReturnValue
  public CanonicalWriter putBoolean(boolean value) {
    room(2);
    out[size++] = BOOL;
    out[size++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** A string, as UTF-8; a lone surrogate becomes {@code ?}. */
  @CanIgnoreReturnValue
  public CanonicalWriter putString(String value) {
    block(STRING, value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Bytes. */
  @CanIgnoreReturnValue
  public CanonicalWriter putBytes(byte[] value) {
    block(BYTES, value);
    return this;
  }

  /** The first {@code count} of some ints. */
  @CanIgnoreReturnValue
  public CanonicalWriter putInts(int[] values, int count) {
    room(5 + 4 * count);
    out[size++] = INTS;
    raw(count);
    for (int i = 0; i < count; i++) {
      raw(values[i]);
    }
    return this;
  }

  /** The head of a list, whose parts the caller writes next, in their order. */
  @CanIgnoreReturnValue
  public CanonicalWriter beginList(int count) {
    room(5);
    out[size++] = LIST;
    raw(count);
    return this;
  }

  /** Strings without order or repetition. */
  @CanIgnoreReturnValue
  public CanonicalWriter putStringSet(Collection<String> values) {
    String[] sorted = values.stream().distinct().sorted().toArray(String[]::new);
    room(5);
    out[size++] = STRING_SET;
    raw(sorted.length);
    for (String value : sorted) {
      putString(value);
    }
    return this;
  }

  /** What was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(out, size);
  }

  private void block(byte tag, byte[] bytes) {
    room(5 + bytes.length);
    out[size++] = tag;
    raw(bytes.length);
    System.arraycopy(bytes, 0, out, size, bytes.length);
    size += bytes.length;
  }

  private void raw(int value) {
    out[size++] = (byte) (value >>> 24);
    out[size++] = (byte) (value >>> 16);
    out[size++] = (byte) (value >>> 8);
    out[size++] = (byte) value;
  }

  private void room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > out.length) {
      out = Arrays.copyOf(out, Math.max(needed, out.length + (out.length >> 1)));
    }
  }
}
