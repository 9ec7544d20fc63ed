/**
 * Ropewalk's own contract with guests, version 1; {@code wasm-host/ABI.md} is its specification.
 *
 * <p>Owns: the wire format, the host functions, calls and their budgets, instances and their
 * rewinding. Must not know: where the world's answers come from, nor what editors speak. A user
 * makes one {@link dev.ropewalk.wasm.abi.AbiHost}, an {@link dev.ropewalk.wasm.abi.AbiExtension}
 * for each module, and answers the guest's questions as a {@link dev.ropewalk.wasm.abi.World}.
 *
 * <p>Threads: an extension is safe for any thread; a guest runs on a thread of its own with a large
 * stack, its world is asked only on the thread that made the call. Errors: {@link
 * dev.ropewalk.wasm.limit.GuestException}; what a world throws leaves the call as it is.
 */
@NullMarked
package dev.ropewalk.wasm.abi;

import org.jspecify.annotations.NullMarked;
