/**
 * Doing things later, and no longer than somebody waits: the seam for time, debouncing,
 * cancellation.
 *
 * <p>Owns: timers. Must not know: what is done. Threads: a task runs on the executor that the
 * scheduler was given, never on the caller's thread and never under a lock. Errors: a task that
 * throws is logged and forgotten.
 *
 * <pre>{@code
 * var quiet = new Debounce(scheduler, Duration.ofSeconds(2), this::reparse);
 * quiet.touch(); // runs reparse when nothing touches it for two seconds
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.schedule;

import org.jspecify.annotations.NullMarked;
