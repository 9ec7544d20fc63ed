/**
 * Extensions on our own ABI as analyses: what they are asked, what they read of the world, and
 * where their answers stand.
 *
 * <p>Owns: the open documents as an extension sees them ({@link
 * dev.ropewalk.daemon.analysis.guest.Buffers}), the set of extensions as an input ({@link
 * dev.ropewalk.daemon.analysis.guest.GuestSet}), the queries that call them, and who asks these
 * ({@link dev.ropewalk.daemon.analysis.guest.Guests}). Must not know: LSP types, connections but
 * for their names, how packages are installed.
 *
 * <p>Threads: everything public is safe for any thread. A query waits for a guest; it runs on a
 * virtual thread, with no lock held. Errors: an extension that fails throws {@link
 * dev.ropewalk.wasm.limit.GuestException}, which is not remembered; others are not concerned.
 *
 * <pre>{@code
 * guests.ask(GuestView.now(owner), place, "java", UTF_16, new AbiRequest.Hover(name, "java", 12));
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.analysis.guest;

import org.jspecify.annotations.NullMarked;
