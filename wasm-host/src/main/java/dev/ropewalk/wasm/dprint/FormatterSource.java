package dev.ropewalk.wasm.dprint;

import java.io.IOException;

/**
 * Where a plugin is read from.
 *
 * @param name the npm name, or another of that form
 */
public record FormatterSource(String name, ModuleBytes module) {
  /** Reads a module file. */
  @FunctionalInterface
  public interface ModuleBytes {
    /** The bytes, each time anew. */
    byte[] read() throws IOException;
  }
}
