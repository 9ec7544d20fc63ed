package dev.ropewalk.wasm.treesitter;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where compiled grammars are kept between processes.
 *
 * @param own a directory, private to its owner, that is read and written; without one every process
 *     compiles again what is not shipped
 * @param shipped a directory that came with the program and is only read
 * @param maxBytes the most that {@code own} may take on disk
 */
public record ClassFolders(Optional<Path> own, Optional<Path> shipped, long maxBytes) {
  /** Nothing is kept. */
  public static final ClassFolders NONE = new ClassFolders(Optional.empty(), Optional.empty(), 0);

  /** One folder without a bound. */
  public static ClassFolders in(Path own) {
    return new ClassFolders(Optional.of(own), Optional.empty(), Long.MAX_VALUE);
  }
}
