/**
 * Renders the registry for those who scrape it.
 *
 * <p>The package owns formats and encodings: Prometheus text 0.0.4 or OpenMetrics 1.0.0 by {@code
 * Accept}, gzip by {@code Accept-Encoding}. It does not know HTTP beyond these two headers; the
 * listener is elsewhere.
 *
 * <p><b>Threads.</b> Scrapes may overlap.
 *
 * <p><b>Errors.</b> Whatever the headers contain, there is an answer: what is not understood means
 * plain text, not compressed.
 *
 * <pre>{@code
 * Exposition answer = new MetricExporter(registry).scrape(accept, acceptEncoding);
 * }</pre>
 */
@NullMarked
package dev.ropewalk.metrics.export;

import org.jspecify.annotations.NullMarked;
