package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.DirectoryClassStore;
import java.io.IOException;
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
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");

  /** Nothing is kept. */
  public static final ClassFolders NONE = new ClassFolders(Optional.empty(), Optional.empty(), 0);

  /** One folder without a bound. */
  public static ClassFolders in(Path own) {
    return new ClassFolders(Optional.of(own), Optional.empty(), Long.MAX_VALUE);
  }

  /** Opens them; one that cannot be used is logged, and left out. */
  public ClassStore open() {
    return open(own, maxBytes).over(open(shipped, Long.MAX_VALUE));
  }

  private static ClassStore open(Optional<Path> directory, long maxBytes) {
    try {
      return directory.isEmpty()
          ? ClassStore.NONE
          : new DirectoryClassStore(directory.get(), maxBytes);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "No class store: {0}", e.getMessage());
      return ClassStore.NONE;
    }
  }
}
