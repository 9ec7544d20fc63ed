package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A private folder on the store's file system, deleted on close with all that was not moved away.
 *
 * @param root the folder
 */
record Staging(Path root) implements AutoCloseable {

  /** The archive as it was downloaded. */
  Path tarball() {
    return root.resolve("package.tgz");
  }

  /** The package's files, and nothing else. */
  Path files() throws IOException {
    Path files = root.resolve("package");
    PrivateFiles.createFolders(files);
    return files;
  }

  /** A place for tools to work in. */
  Path scratch() throws IOException {
    Path scratch = root.resolve("scratch");
    PrivateFiles.createFolders(scratch);
    return scratch;
  }

  @Override
  public void close() throws IOException {
    PrivateFiles.deleteTree(root);
  }
}
