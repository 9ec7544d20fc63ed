package dev.ropewalk.daemon.analysis.index;

import java.util.List;

/**
 * Where the names of a directory and of all below are.
 *
 * @param chunks arguments of the query for chunks
 * @param trees directories below that have names
 * @param digest of all names, so that this differs when one of them does
 * @param symbols how many there are
 */
public record NameTree(List<String> chunks, List<String> trees, byte[] digest, long symbols) {
  /** Copies the lists. */
  public NameTree {
    chunks = List.copyOf(chunks);
    trees = List.copyOf(trees);
  }
}
