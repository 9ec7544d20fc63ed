/**
 * What is said about a text: syntax errors, outline, folds, tokens, highlights, hovers. Pure
 * functions from what a syntax tree gave and the text to plain records, each a query of the engine
 * that is named by content, and a front that asks them.
 *
 * <p>Owns: the meaning of query captures, the canonical encodings of results, which trees may be
 * read now ({@code Trees}), the input {@code tree}, written when a tree had drifted, and {@code
 * languages}, which may stand within texts of others. Must not know: LSP types, connections,
 * position encodings; every place is an offset in UTF-16 code units, or a line counted from 0.
 *
 * <p>Threads: the builders are pure; {@link dev.ropewalk.daemon.analysis.Analyses} is safe for any
 * thread. A guest lane reads the tree, which for a name includes resolving it; everything else runs
 * on a thread of the executor given, which waits for the lane. Locks: that of a lease, never
 * nested. Errors: futures fail with {@link dev.ropewalk.wasm.limit.GuestException}, or with {@link
 * dev.ropewalk.daemon.analysis.NoTreeException} when the document moved on.
 *
 * <pre>{@code
 * Diagnostics found = new SyntaxCheck(settings, languages).check(text, language).join();
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.analysis;

import org.jspecify.annotations.NullMarked;
