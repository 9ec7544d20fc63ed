/** Immutable text snapshots. */
@NullMarked
package dev.ropewalk.buffers.text;

import org.jspecify.annotations.NullMarked;
