/**
 * The tier of the cache that outlives the process: results on disk, named by what they are.
 *
 * <p>Owns: the directory of results, its file formats, its bounds, and what it counts. Must not
 * know: queries, documents, what a value means; it sees recipes, traces and bytes.
 *
 * <p>Threads: {@link dev.ropewalk.daemon.store.DiskStore} is safe for any thread. Who asks reads
 * the disk itself, through streams that an interrupt does not close. Everything that changes a file
 * runs on one thread of the store, which nobody interrupts, except the removal of old files, which
 * a second one does; both run at low priority. Locks, never nested and never held during I/O: that
 * of the queue ({@code WriteQueue}), that of the values just read ({@code RecentValues}). Several
 * processes share the directory without a lock: files appear by an atomic move, and a file that
 * another one removed is a miss.
 *
 * <p>Errors: none leaves the store. A file that does not check is removed, counted, and a miss; a
 * read that fails is counted and a miss; a write that fails turns writing off for a while, which
 * {@code DiskStore#health} tells.
 *
 * <pre>{@code
 * try (var store = DiskStore.open(directories.results(), settings, InstantSource.system())) {
 *   store.put(recipe, trace, bytes);
 *   for (Trace known : store.records(recipe)) …
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.store;

import org.jspecify.annotations.NullMarked;
