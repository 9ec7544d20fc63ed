package dev.ropewalk.wasm.registry;

import java.time.Duration;

/**
 * What one call, or one instance, of an extension may use.
 *
 * @param wall time from the call to its answer
 * @param cpu processor time of the guest's thread
 * @param memoryPages linear memory of an instance, in pages of 64 KiB
 * @param hostCalls calls that a guest makes of the host
 * @param outputBytes what a guest answers
 * @param allocatedBytes what the JVM allocates on the guest's thread
 */
public record Budgets(
    Duration wall,
    Duration cpu,
    int memoryPages,
    int hostCalls,
    long outputBytes,
    long allocatedBytes) {
  /** No bound: for reading what a manifest asks for, before anybody says what is allowed. */
  public static final Budgets UNBOUNDED =
      new Budgets(
          Duration.ofDays(1),
          Duration.ofDays(1),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  /** The smaller of each: what an extension asks for never raises what the user allows. */
  public Budgets within(Budgets allowed) {
    return new Budgets(
        min(wall, allowed.wall),
        min(cpu, allowed.cpu),
        Math.min(memoryPages, allowed.memoryPages),
        Math.min(hostCalls, allowed.hostCalls),
        Math.min(outputBytes, allowed.outputBytes),
        Math.min(allocatedBytes, allowed.allocatedBytes));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
