package dev.ropewalk.daemon.analysis.index;

import java.util.List;

/**
 * The names of a directory's own files, or of a share of them.
 *
 * @param files absolute paths of those that have symbols, sorted
 * @param names one for each file
 */
public record NameChunk(List<String> files, List<FileNames> names) {
  /** Copies the lists. */
  public NameChunk {
    files = List.copyOf(files);
    names = List.copyOf(names);
  }

  /** How many symbols there are. */
  public long symbols() {
    return names.stream().mapToLong(file -> file.names().size()).sum();
  }
}
