/**
 * Bounded pools for objects that are dear to make: large scratch arrays, instances of guests,
 * codecs. Everything else is cheaper to allocate.
 *
 * <p>Owns: {@link dev.ropewalk.buffers.pool.Pool}, its leases, bounds and counts, and {@link
 * dev.ropewalk.buffers.pool.ScratchPool}. Must not know: text, files, what is pooled, any registry
 * of metrics.
 *
 * <p>Threads: pools may be used by any number of threads; a lease and its object belong to one at a
 * time. The only locks are those of a pool's stripes, held for a few instructions; nothing of the
 * user ({@link dev.ropewalk.buffers.pool.PooledType}, {@link
 * dev.ropewalk.buffers.pool.PoolListener}) is ever called under one. Only {@link
 * dev.ropewalk.buffers.pool.Pool#lease} waits, for as long as its limits say.
 *
 * <p>Errors: no object within the wait is a {@link
 * dev.ropewalk.buffers.pool.PoolExhaustedException}; a lease closed twice or used after is an
 * {@code IllegalStateException} and touches no object; an object that cannot be reset is let go,
 * counted and told to the listener; what {@code create} throws reaches whoever asked.
 *
 * <pre>{@code
 * try (Lease<byte[]> lease = scratch.lease()) {
 *   int count = in.read(lease.get());
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.buffers.pool;

import org.jspecify.annotations.NullMarked;
