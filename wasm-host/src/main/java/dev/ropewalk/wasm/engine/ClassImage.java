package dev.ropewalk.wasm.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a compile makes and the class store keeps.
 *
 * @param strippedModule the module without function bodies
 * @param classes class files by binary name
 */
public record ClassImage(byte[] strippedModule, Map<String, byte[]> classes) {
  private static final int MAGIC = 0x5257_434c;
  private static final int MAX_CLASSES = 100_000;

  /** The size of all class files, in bytes. */
  public long classBytes() {
    long sum = 0;
    for (byte[] one : classes.values()) {
      sum += one.length;
    }
    return sum;
  }

  /** Writes it as bytes. */
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream(1 << 20);
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(strippedModule.length);
      out.write(strippedModule);
      out.writeInt(classes.size());
      for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws IOException when it is something else
   */
  public static ClassImage decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class image");
    }
    byte[] module = in.readNBytes(bounded(in.readInt(), in.available()));
    int count = bounded(in.readInt(), MAX_CLASSES);
    var classes = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      classes.put(name, in.readNBytes(bounded(in.readInt(), in.available())));
    }
    return new ClassImage(module, classes);
  }

  private static int bounded(int value, int max) throws IOException {
    if (value < 0 || value > max) {
      throw new IOException("length " + value + " of at most " + max);
    }
    return value;
  }
}
