/**
 * What the daemon and its libraries count, as meters.
 *
 * <p>Owns: the names, units and labels of meters. Every label has a small fixed set of values, or
 * one for each installed grammar; none carries text, a path or a secret. Must not know: how meters
 * are exported, LSP types.
 *
 * <p>Threads: safe for any thread. Errors: a statistic that cannot be read is not shown.
 *
 * <pre>{@code
 * var meters = new DaemonMeters(registry, sources);
 * meters.refresh(); // before each scrape: grammars and analyses come and go
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.observe;

import org.jspecify.annotations.NullMarked;
