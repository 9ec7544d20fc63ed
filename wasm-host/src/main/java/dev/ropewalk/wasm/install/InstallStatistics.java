package dev.ropewalk.wasm.install;

/**
 * What the installer has done since it was opened; counters never go down.
 *
 * @param requests HTTP requests sent, redirects included
 * @param downloadedBytes bytes of bodies received
 * @param integrityMismatches packages whose bytes were not the promised or pinned ones
 * @param installed packages added
 * @param removed packages removed
 * @param failed additions that came to a problem
 * @param compiled grammars compiled from C
 * @param compileNanos wall time of those compilations, in nanoseconds
 * @param verifiedReads installed files read and found intact
 * @param corruptReads installed files found damaged or missing
 */
public record InstallStatistics(
    long requests,
    long downloadedBytes,
    long integrityMismatches,
    long installed,
    long removed,
    long failed,
    long compiled,
    long compileNanos,
    long verifiedReads,
    long corruptReads) {}
