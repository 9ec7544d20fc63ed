/**
 * Links a grammar's side module with the tree-sitter runtime into one module, so that lexer calls
 * stay inside one instance and the whole is compiled once.
 *
 * <p>Owns: memory layout, renumbering, the cure for functions too long for a JVM method. Must not
 * know: how modules are run. Threads: no shared state. Errors: {@link
 * dev.ropewalk.wasm.limit.GuestException} with code {@code MODULE_REFUSED}.
 */
@NullMarked
package dev.ropewalk.wasm.treesitter.link;

import org.jspecify.annotations.NullMarked;
