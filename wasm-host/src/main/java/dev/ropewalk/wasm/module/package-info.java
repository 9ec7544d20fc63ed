/** Module source and vetting. */
@NullMarked
package dev.ropewalk.wasm.module;

import org.jspecify.annotations.NullMarked;
