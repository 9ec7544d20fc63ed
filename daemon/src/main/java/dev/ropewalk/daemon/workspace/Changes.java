package dev.ropewalk.daemon.workspace;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What may have changed since the last look.
 *
 * @param directories to be listed anew
 * @param files to be read anew, whatever their size and time say; their directories are listed
 * @param trees directories to be listed anew with all below, ignore files included
 */
record Changes(Set<Path> directories, Set<Path> files, Set<Path> trees) {
  Changes() {
    this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  boolean isEmpty() {
    return directories.isEmpty() && files.isEmpty() && trees.isEmpty();
  }
}
