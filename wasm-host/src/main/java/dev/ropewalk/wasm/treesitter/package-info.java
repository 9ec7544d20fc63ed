/**
 * Tree-sitter grammars as guests: links an npm grammar with the tree-sitter runtime into one
 * module, keeps instances of it, and gives parsing, queries and node walks on immutable revisions
 * of a text.
 *
 * <p>Owns: the ABI of {@code web-tree-sitter.wasm}, linking of Emscripten side modules, query
 * predicates, the trees inside guests. Must not know: ropes, LSP, documents, where packages come
 * from. Text comes in through {@link dev.ropewalk.wasm.treesitter.GuestText} a chunk at a time.
 *
 * <p>Threads: a guest belongs to one lane (a platform thread with a large stack); every method of
 * {@link dev.ropewalk.wasm.treesitter.SyntaxSession} may be called on any thread and never blocks;
 * a {@link dev.ropewalk.wasm.treesitter.SyntaxTree} lives only inside the reader that it was given
 * to. Reads of one session see exactly the edits submitted before them; a {@link
 * dev.ropewalk.wasm.treesitter.SyntaxPin} keeps one revision readable after later ones.
 *
 * <p>Errors: futures fail with {@link dev.ropewalk.wasm.limit.GuestException}, which has a stable
 * code. A trap or a call over budget loses the instance, not the session: the next read parses
 * afresh on a new instance.
 *
 * <pre>{@code
 * var language = host.language(source);
 * try (SyntaxSession session = language.open()) {
 *   session.edit(1, text, List.of());
 *   boolean broken = session.read(Priority.INTERACTIVE, SyntaxTree::hasErrors).join();
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.wasm.treesitter;

import org.jspecify.annotations.NullMarked;
