package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.QuerySource;
import java.util.List;
import java.util.Map;

/**
 * A grammar that is there to be used.
 *
 * @param name the grammar's name
 * @param version the version of its package
 * @param origin what brought it, for people: a package, or {@code built in}
 * @param identity what distinguishes its module and queries from those of any other grammar of the
 *     name; equal identities are taken to be equal in everything
 * @param module reads and verifies the module
 * @param fileTypes endings of files without a dot, and whole names
 * @param queries what it can answer
 */
public record Grammar(
    String name,
    String version,
    String origin,
    String identity,
    GrammarSource.ModuleBytes module,
    List<String> fileTypes,
    Map<QueryKind, QuerySource> queries) {
  public Grammar {
    fileTypes = List.copyOf(fileTypes);
    queries = Map.copyOf(queries);
  }
}
