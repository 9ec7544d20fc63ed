package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.Optional;

/**
 * What one call of a guest took.
 *
 * @param wallNanos from its start in the guest to its end, host calls included
 * @param hostNanos how much of it host calls waited for the world
 * @param cpuNanos processor time of the guest's thread
 * @param allocatedBytes what the JVM allocated on the guest's thread
 * @param hostCalls calls of the host, those of a batch one by one
 * @param flushes batches
 * @param bytesIn copied into the guest's memory: request, texts, replies
 * @param bytesOut copied out of it: batches and the answer
 * @param pagesBefore pages of memory before it
 * @param pagesAfter pages of memory after it
 * @param failure why it failed, or empty
 */
public record CallReport(
    long wallNanos,
    long hostNanos,
    long cpuNanos,
    long allocatedBytes,
    int hostCalls,
    int flushes,
    long bytesIn,
    long bytesOut,
    int pagesBefore,
    int pagesAfter,
    Optional<GuestException.Code> failure) {}
