package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;

/**
 * The encoding of one kind of result: its name, then its parts in their order.
 *
 * @param name of the kind; changes when its parts do, so that bytes of another state of the code
 *     are refused
 * @param writing puts the parts
 * @param reading takes them
 */
public record RecordCodec<V>(String name, Writing<V> writing, Reading<V> reading)
    implements Codec<V> {

  /** Puts the parts of a value. */
  @FunctionalInterface
  public interface Writing<V> {
    void write(CanonicalWriter out, V value);
  }

  /** Takes the parts of a value. */
  @FunctionalInterface
  public interface Reading<V> {
    V read(CanonicalReader in) throws CanonicalException;
  }

  @Override
  public byte[] encode(V value) {
    CanonicalWriter out = new CanonicalWriter().putString(name);
    writing.write(out, value);
    return out.toBytes();
  }

  @Override
  public V decode(byte[] bytes) throws CanonicalException {
    CanonicalReader in = new CanonicalReader(bytes);
    String found = in.getString();
    if (!found.equals(name)) {
      throw new CanonicalException("a value of kind " + found + " instead of " + name);
    }
    V value = reading.read(in);
    in.end();
    return value;
  }
}
