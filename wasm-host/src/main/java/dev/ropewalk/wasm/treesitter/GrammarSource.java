package dev.ropewalk.wasm.treesitter;

import java.io.IOException;
import java.util.List;

/**
 * Where a grammar's side module comes from.
 *
 * @param name the grammar's name; its entry point is {@code tree_sitter_<name>}
 * @param version for messages and status
 * @param module reads the bytes of the {@code .wasm} file; called on a load only
 * @param queries those that will be asked; an image of an instance that has them compiled is kept
 *     beside the classes
 */
public record GrammarSource(
    String name, String version, ModuleBytes module, List<QuerySource> queries) {
  public GrammarSource {
    queries = List.copyOf(queries);
  }

  /** Reads a module; verifies what the caller pins about it. */
  @FunctionalInterface
  public interface ModuleBytes {
    byte[] read() throws IOException;
  }
}
