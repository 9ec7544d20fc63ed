/**
 * The one meter registry of the process, and the rules that all meters keep.
 *
 * <p>The package owns names, units, buckets and the number of label values. It does not know what
 * is measured: libraries have small statistics interfaces of their own, which {@code
 * daemon.observe} binds to the {@link io.micrometer.core.instrument.MeterRegistry} from {@link
 * dev.ropewalk.metrics.registry.MetricRegistry#meters()}.
 *
 * <p><b>Rules.</b> Names are dotted lower-case words that begin with {@code ropewalk.}; units are
 * seconds, bytes, ratios or plain counts; a label has a bounded number of short values, what is
 * beyond becomes {@code other}. Nothing that a user wrote (text, path, name) is ever a label value.
 *
 * <p><b>Threads.</b> Everything may be used by any thread.
 *
 * <p><b>Errors.</b> A meter that breaks the rules of names and units is a mistake in the program:
 * it throws where {@code strict} is set (tests), else it is left out and logged once. A label value
 * beyond the bound is expected and only counted.
 *
 * <pre>{@code
 * try (var registry = new MetricRegistry(rules)) {
 *   registry.bindJvm();
 *   Counter.builder("ropewalk.requests").tag("method", method).register(registry.meters());
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.metrics.registry;

import org.jspecify.annotations.NullMarked;
