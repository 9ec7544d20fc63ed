package dev.ropewalk.wasm.limit;

import java.time.Duration;

/**
 * Bounds on one guest.
 *
 * @param maxModuleBytes size of a module file
 * @param maxFunctions functions in a module; a compile cannot be interrupted, so its input is
 *     bounded
 * @param maxMemoryPages linear memory of an instance, in pages of 64 KiB
 * @param maxTableEntries entries of a table
 * @param callBudget wall time of one read, parse included, after which the instance is dropped
 * @param stackBytes stack of a lane's thread
 * @param maxInstancesPerModule lanes, and so instances, of one grammar
 * @param maxPinnedRevisions revisions of one session that are kept readable at a time
 */
public record GuestLimits(
    int maxModuleBytes,
    int maxFunctions,
    int maxMemoryPages,
    int maxTableEntries,
    Duration callBudget,
    long stackBytes,
    int maxInstancesPerModule,
    int maxPinnedRevisions) {}
