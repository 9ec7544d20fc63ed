/** Bounded framing. */
@NullMarked
package dev.ropewalk.protocol.frame;

import org.jspecify.annotations.NullMarked;
