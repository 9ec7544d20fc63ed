package dev.ropewalk.daemon.config;

import dev.ropewalk.wasm.registry.Budgets;
import java.time.Duration;

/** What one call of an extension on our own ABI may use; a manifest can ask for less. */
public record BudgetSettings(
    @Setting(
            min = 1,
            max = 600_000,
            reason = "wall time of a call, without what the daemon takes to answer it")
        Duration wall,
    @Setting(
            min = 1,
            max = 600_000,
            reason = "processor time of a call; a checker takes milliseconds for a file")
        Duration cpu,
    @Setting(
            unit = "pages of 64 KiB",
            min = 2,
            max = 32_767,
            reason =
                "memory of one instance; 32 MiB hold a large document some times over, and a guest"
                    + " that takes all of it again and again costs others less than 64 would")
        int memoryPages,
    @Setting(
            unit = "calls",
            min = 1,
            max = 10_000_000,
            reason = "what a call asks of the daemon; 10,000 in batches take some 10 ms")
        int hostCalls,
    @Setting(
            unit = "bytes",
            min = 1 << 10,
            max = 1 << 28,
            reason = "an answer; 10,000 diagnostics have 1 MB, and no editor shows more")
        long outputBytes,
    @Setting(
            unit = "bytes",
            min = 1 << 20,
            max = 1L << 34,
            reason =
                "heap that the JVM allocates for a call: answers of the daemon, and the guest's"
                    + " memory as a whole each time that it grows; collections of it stop"
                    + " everybody")
        long allocatedBytes) {

  /** The numbers of a daemon that nobody configured. */
  public static BudgetSettings defaults() {
    return new BudgetSettings(
        Duration.ofSeconds(5), Duration.ofSeconds(2), 512, 10_000, 4L << 20, 128L << 20);
  }

  /** The same as the guest host wants them. */
  public Budgets budgets() {
    return new Budgets(wall, cpu, memoryPages, hostCalls, outputBytes, allocatedBytes);
  }
}
