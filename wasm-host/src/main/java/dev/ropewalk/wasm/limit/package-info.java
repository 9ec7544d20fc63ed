/**
 * Bounds on guests and how their breach is reported.
 *
 * <p>Owns: the limits record, the watchdog, the exception that leaves the host. Must not know: what
 * a guest computes. Threads: everything is immutable or safe for any thread. Errors: {@link
 * dev.ropewalk.wasm.limit.GuestException} with a stable code.
 */
@NullMarked
package dev.ropewalk.wasm.limit;

import org.jspecify.annotations.NullMarked;
