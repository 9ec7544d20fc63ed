/**
 * The registry of meters and its rendering.
 *
 * <p>Owns: the Prometheus registry, the meters of the JVM and the process, the formats. Must not
 * know: what else is measured, HTTP. Threads: safe for any thread. Errors: none are expected.
 *
 * <pre>{@code
 * try (var registry = new MetricRegistry()) {
 *   registry.meters().counter("jobs").increment();
 *   byte[] page = registry.scrape("").body();
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.metrics.registry;

import org.jspecify.annotations.NullMarked;
