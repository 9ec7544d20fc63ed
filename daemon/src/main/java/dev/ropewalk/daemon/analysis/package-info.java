/**
 * What is said about a text: syntax errors, outline, folds, tokens, highlights, hovers. Pure
 * functions from what a syntax tree gave and the text to plain records, and a front that caches
 * them by content.
 *
 * <p>Owns: the meaning of query captures. Must not know: LSP types, connections, position
 * encodings; every place is an offset in UTF-16 code units, or a line counted from 0.
 *
 * <p>Threads: the builders are pure; {@link dev.ropewalk.daemon.analysis.Analyses} is safe for any
 * thread. A guest lane reads the tree, which for a name includes resolving it; everything after
 * that runs on the executor given. Errors: futures fail with {@link
 * dev.ropewalk.wasm.limit.GuestException}, or with {@link
 * dev.ropewalk.daemon.analysis.SupersededException} when the document moved on.
 *
 * <pre>{@code
 * Diagnostics found = SyntaxCheck.check(text, language, settings).join();
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.analysis;

import org.jspecify.annotations.NullMarked;
