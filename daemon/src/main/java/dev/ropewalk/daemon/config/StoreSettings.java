package dev.ropewalk.daemon.config;

import java.time.Duration;

/** Bounds and habits of the results that are kept on disk. */
public record StoreSettings(
    @Setting(reason = "whether results outlive the process; off, every start computes them again")
        boolean enabled,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 42,
            reason = "all results on disk, about 10 KB for a source file; the least used go first")
        long maxBytes,
    @Setting(
            min = 60_000,
            max = 3_155_760_000_000L,
            reason = "results that nobody used for so long go; a project is come back to in weeks")
        Duration maxAge,
    @Setting(
            unit = "bytes",
            min = 1024,
            max = 256 << 20,
            reason = "a larger result is computed again instead; those of a source file have KBs")
        int maxValueBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 34,
            reason = "heap of results that wait to be written; more are not kept on disk")
        long queueBytes,
    @Setting(
            unit = "results",
            min = 16,
            max = 10_000_000,
            reason = "results that wait to be written; more are not kept on disk")
        int queueEntries,
    @Setting(
            min = 100,
            max = 86_400_000,
            reason = "rest after a failed write, in which results are kept in memory only")
        Duration retryAfter,
    @Setting(
            min = 1_000,
            max = 604_800_000,
            reason =
                "time between two looks for what must go; a look reads every file's attributes")
        Duration collectEvery) {

  /** The numbers of a daemon that nobody configured. */
  public static StoreSettings defaults() {
    return new StoreSettings(
        true,
        1L << 30,
        Duration.ofDays(30),
        16 << 20,
        64L << 20,
        20_000,
        Duration.ofMinutes(1),
        Duration.ofHours(1));
  }
}
