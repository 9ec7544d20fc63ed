/**
 * WebAssembly modules as data: the binary format read, checked and written again.
 *
 * <p>Owns: {@link dev.ropewalk.wasm.module.WasmBinary} (one module in memory), its reader and
 * writer, the decoder of function bodies. Must not know: what a module is for, or how it is run.
 * Threads: a {@code WasmBinary} belongs to one thread. Errors: a malformed or refused module is a
 * {@link dev.ropewalk.wasm.limit.GuestException} with code {@code MODULE_REFUSED}, whatever the
 * bytes.
 */
@NullMarked
package dev.ropewalk.wasm.module;

import org.jspecify.annotations.NullMarked;
