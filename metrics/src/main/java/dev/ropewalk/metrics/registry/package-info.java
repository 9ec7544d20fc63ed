/** The meter registry. */
@NullMarked
package dev.ropewalk.metrics.registry;

import org.jspecify.annotations.NullMarked;
