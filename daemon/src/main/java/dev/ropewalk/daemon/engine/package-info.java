/**
 * The cache of analyses in memory: what was computed once for a text is not computed again.
 *
 * <p>Owns: keys, weights, single-flight loads, counters. Must not know: LSP, documents, guests,
 * what a value means. JDK and Caffeine only.
 *
 * <p>Threads: everything is safe for any thread; loaders run on the thread that asks, and no lock
 * is held while they do. Errors: a load that fails or is cancelled is never kept, and its failure
 * goes to exactly those who waited for it.
 *
 * <pre>{@code
 * var key = new AnalysisKey(content, "java", "outline", "");
 * CompletableFuture<Outline> outline = cache.get(key, Outline.class, () -> compute(snapshot));
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.engine;

import org.jspecify.annotations.NullMarked;
