/**
 * What an extension says of itself, and when it is loaded.
 *
 * <p>Owns: the manifest ({@code ropewalk.toml}), activation events, the life of a loaded module
 * ({@link dev.ropewalk.wasm.registry.LifeCycle}), the set of extensions. Must not know: what kind
 * of guest a module is, nor how it is called. Threads: everything is safe for any thread; no lock
 * is held while something loads. Errors: a bad manifest is a {@link
 * dev.ropewalk.wasm.registry.ManifestException}, a load that fails a {@link
 * dev.ropewalk.wasm.limit.GuestException}.
 */
@NullMarked
package dev.ropewalk.wasm.registry;

import org.jspecify.annotations.NullMarked;
