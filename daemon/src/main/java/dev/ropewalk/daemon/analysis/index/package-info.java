/**
 * What is known of all files of a workspace: symbols, references and imports of each, gathered
 * along the directory tree, searched by name, and resolved to each other.
 *
 * <p>Owns: the facts of a file and their encoding, the queries over them ({@link
 * dev.ropewalk.daemon.analysis.index.IndexQueries}), the search, the resolution of imports, and who
 * makes the index ({@link dev.ropewalk.daemon.analysis.index.WorkspaceIndex}). Must not know: LSP
 * types, connections, unsaved text. Lines and characters count from 0, characters in UTF-16.
 *
 * <p>Threads: everything public is safe for any thread. A query waits for a guest; it runs on a
 * virtual thread. No lock is held while a query, a file or a guest is waited for. Errors: a file
 * that cannot be analysed has no symbols and a reason; the rest is not concerned.
 *
 * <pre>{@code
 * try (WorkspaceIndex.Opened root = index.open(directory)) {
 *   List<SymbolSearch.Hit> hits = index.search(List.of(root), "WkspIdx", 100);
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.analysis.index;

import org.jspecify.annotations.NullMarked;
