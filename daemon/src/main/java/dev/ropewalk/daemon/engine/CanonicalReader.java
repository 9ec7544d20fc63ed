package dev.ropewalk.daemon.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads what {@link CanonicalWriter} wrote, and nothing else. */
public final class CanonicalReader {
  private final byte[] in;
  private int at;

  public CanonicalReader(byte[] bytes) {
    in = bytes;
  }

  public int getInt() throws CanonicalException {
    tag(CanonicalWriter.INT);
    return raw();
  }

  public long getLong() throws CanonicalException {
    tag(CanonicalWriter.LONG);
    return ((long) raw() << 32) | (raw() & 0xffff_ffffL);
  }

  public boolean getBoolean() throws CanonicalException {
    tag(CanonicalWriter.BOOL);
    need(1);
    byte value = in[at++];
    if (value != 0 && value != 1) {
      throw bad("a boolean of " + value);
    }
    return value == 1;
  }

  public String getString() throws CanonicalException {
    tag(CanonicalWriter.STRING);
    int length = length(1);
    try {
      String value =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, at, length)).toString();
      at += length;
      return value;
    } catch (CharacterCodingException e) {
      throw bad("a string that is not UTF-8");
    }
  }

  public byte[] getBytes() throws CanonicalException {
    tag(CanonicalWriter.BYTES);
    byte[] value = new byte[length(1)];
    System.arraycopy(in, at, value, 0, value.length);
    at += value.length;
    return value;
  }

  public int[] getInts() throws CanonicalException {
    tag(CanonicalWriter.INTS);
    int[] values = new int[length(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = raw();
    }
    return values;
  }

  /** How many parts of a list follow; each takes at least a byte. */
  public int beginList() throws CanonicalException {
    tag(CanonicalWriter.LIST);
    return length(1);
  }

  public Set<String> getStringSet() throws CanonicalException {
    tag(CanonicalWriter.STRING_SET);
    int count = length(5);
    var values = new LinkedHashSet<String>();
    String last = null;
    for (int i = 0; i < count; i++) {
      String value = getString();
      if (last != null && last.compareTo(value) >= 0) {
        throw bad("a set out of order");
      }
      values.add(value);
      last = value;
    }
    return values;
  }

  /** Makes sure that nothing is left. */
  public void end() throws CanonicalException {
    if (at != in.length) {
      throw bad((in.length - at) + " bytes too many");
    }
  }

  private void tag(byte wanted) throws CanonicalException {
    need(1);
    if (in[at] != wanted) {
      throw bad("a tag of " + in[at] + " instead of '" + (char) wanted + "'");
    }
    at++;
  }

  private int length(int unit) throws CanonicalException {
    int length = raw();
    if (length < 0 || length > (in.length - at) / unit) {
      throw bad("a length of " + length);
    }
    return length;
  }

  private int raw() throws CanonicalException {
    need(4);
    int value =
        (in[at] & 0xff) << 24
            | (in[at + 1] & 0xff) << 16
            | (in[at + 2] & 0xff) << 8
            | (in[at + 3] & 0xff);
    at += 4;
    return value;
  }

  private void need(int bytes) throws CanonicalException {
    if (in.length - at < bytes) {
      throw bad("an end too early");
    }
  }

  private CanonicalException bad(String what) {
    return new CanonicalException("not a canonical encoding: " + what + " at byte " + at);
  }
}
