package dev.ropewalk.wasm.install;

import java.net.URI;
import java.util.Optional;

/**
 * One published version of a package.
 *
 * @param tarball where its archive is
 * @param fallback where to look when {@code tarball} fails: the same path at the registry itself,
 *     for mirrors that hand out the addresses of what they mirror
 * @param integrity what the archive must hash to; empty when the registry names no strong hash
 */
record NpmRelease(
    String name,
    String version,
    URI tarball,
    Optional<URI> fallback,
    Optional<Integrity> integrity,
    RegistryCredentials credentials) {}
