package dev.ropewalk.wasm.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an extension fares.
 *
 * @param users open leases
 * @param loads times that it was loaded since the start
 * @param unloads times that it was unloaded
 * @param offences times that it broke a budget
 * @param phaseNanos how long the phases of the last load took, in nanoseconds
 * @param reason why it failed or is quarantined, or null
 */
public record LifeStatus(
    State state,
    int users,
    long loads,
    long unloads,
    long offences,
    Map<LoadPhase, Long> phaseNanos,
    @Nullable String reason) {
  /** The states that people see. */
  public enum State {
    /** Not wanted yet. */
    ABSENT,
    /** Being read, compiled, instantiated. */
    LOADING,
    /** Loaded and used lately. */
    READY,
    /** Loaded, without instances, for it was not used lately. */
    IDLE,
    /** Let go, to be loaded again when it is wanted. */
    UNLOADED,
    /** The last load failed. */
    FAILED,
    /** Refused for a while. */
    QUARANTINED,
    /** Taken out of the set. */
    REMOVED
  }
}
