package dev.ropewalk.wasm.treesitter;

import java.io.IOException;

/**
 * Where a grammar's side module comes from.
 *
 * @param name the grammar's name; its entry point is {@code tree_sitter_<name>}
 * @param version for messages and status
 * @param module reads the bytes of the {@code .wasm} file; called on a load only
 */
public record GrammarSource(String name, String version, ModuleBytes module) {
  /** Reads a module; verifies what the caller pins about it. */
  @FunctionalInterface
  public interface ModuleBytes {
    byte[] read() throws IOException;
  }
}
