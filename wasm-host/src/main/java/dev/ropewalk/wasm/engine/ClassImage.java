package dev.ropewalk.wasm.engine;

import java.util.Map;

/**
 * What a compile makes and the class store keeps.
 *
 * @param strippedModule the module without function bodies
 * @param classes class files by binary name
 */
public record ClassImage(byte[] strippedModule, Map<String, byte[]> classes) {

  /** The size of all class files, in bytes. */
  public long classBytes() {
    long sum = 0;
    for (byte[] one : classes.values()) {
      sum += one.length;
    }
    return sum;
  }
}
