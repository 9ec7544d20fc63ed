/**
 * Runs vetted modules on Chicory: compile to JVM classes, keep them on disk, make instances.
 *
 * <p>Owns: every use of Chicory, so that its successor is a change of this package. Must not know:
 * what a module computes. Threads: a {@link dev.ropewalk.wasm.engine.CompiledModule} is safe for
 * any thread, a {@link dev.ropewalk.wasm.engine.GuestInstance} belongs to one. Errors: {@link
 * dev.ropewalk.wasm.limit.GuestException}; after any of them the instance must be dropped.
 */
@NullMarked
package dev.ropewalk.wasm.engine;

import org.jspecify.annotations.NullMarked;
