package dev.ropewalk.daemon.document;

/**
 * A snapshot of a store's counters.
 *
 * @param documents open now
 * @param bytes of UTF-8 that they hold
 * @param desynchronisations since the start
 * @param refusals documents that broke a bound, since the start
 * @param drifts trees that differed from a fresh parse, since the start
 */
public record DocumentStatistics(
    int documents, long bytes, long desynchronisations, long refusals, long drifts) {}
