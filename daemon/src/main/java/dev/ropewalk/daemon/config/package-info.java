/** The configuration record. */
@NullMarked
package dev.ropewalk.daemon.config;

import org.jspecify.annotations.NullMarked;
