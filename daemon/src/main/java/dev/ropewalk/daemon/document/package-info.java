/**
 * Open documents: the text that a client has, its syntax tree, and whether the two sides agree.
 *
 * <p>Owns: keys, normalised URIs, versions, size steps, desynchronisation, the tree's edits, the
 * background comparison of a grown tree with a fresh one. Must not know: LSP types, languages
 * beyond a grammar to open, analyses.
 *
 * <p>Threads: the notifications of one connection come in order on one thread, which is the single
 * writer of its documents; {@link dev.ropewalk.daemon.document.Document#state()} may be read on any
 * thread and gives an immutable snapshot. Lock order: document, then store account; no guest and no
 * listener is called under the account. Errors: what a client does wrong is an outcome ({@link
 * dev.ropewalk.daemon.document.ChangeOutcome}), not an exception.
 *
 * <pre>{@code
 * Document document = store.open(open, text -> grammar);
 * ChangeOutcome outcome = document.change(2, List.of(Change.replacing(range, "x")));
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.document;

import org.jspecify.annotations.NullMarked;
