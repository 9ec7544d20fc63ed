/**
 * One copy of each string that is held many times: URIs of files, identifiers of analyses, labels.
 *
 * <p>Owns: {@link dev.ropewalk.buffers.intern.StringInterner} and its counts. Must not know: what
 * the strings mean, any registry of metrics. The only package of this module that knows Caffeine.
 *
 * <p>Threads: any number of them. A string that is known is found without a lock; making a new
 * entry locks one bin of a hash table. Nothing waits.
 *
 * <p>Errors: none; a string over the length cap is returned as it is, and counted.
 *
 * <pre>{@code
 * StringInterner uris = new StringInterner(4096);
 * String uri = uris.intern(parsed); // the one copy, as long as anyone holds it
 * }</pre>
 */
@NullMarked
package dev.ropewalk.buffers.intern;

import org.jspecify.annotations.NullMarked;
