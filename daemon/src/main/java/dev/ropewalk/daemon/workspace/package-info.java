/**
 * The files of the directories that clients work in: which there are, what they contain, and what
 * becomes of them, as inputs of the engine.
 *
 * <p>Owns: the rules of what is left out ({@code .gitignore} at every level, excludes), the walk
 * within a root, the watch by the system's events, content ids, the reading of a content. Must not
 * know: languages beyond a name that somebody gives it, LSP, queries.
 *
 * <p>Threads: everything public is safe for any thread. The state of a folder belongs to one task
 * at a time ({@link dev.ropewalk.daemon.workspace.WorkspaceFolder}); file systems are read there
 * and in {@link dev.ropewalk.daemon.workspace.Contents}, never under a lock. Errors: an entry that
 * cannot be read is counted and left out; a watch that fails becomes a look now and then. Nothing
 * outside a root is read, except the ignore files of the repository around it.
 *
 * <pre>{@code
 * try (var folder = new WorkspaceFolder(root, setup)) {
 *   folder.start();
 *   folder.ready().join();
 *   run.get(treeSymbols, root.toString());
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.workspace;

import org.jspecify.annotations.NullMarked;
