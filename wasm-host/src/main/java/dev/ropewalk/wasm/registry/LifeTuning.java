package dev.ropewalk.wasm.registry;

import java.time.Duration;

/**
 * Times and counts of a life cycle.
 *
 * @param idleAfter without use, after which instances are let go
 * @param unloadAfter without use, after which classes are let go too; not less than {@code
 *     idleAfter}
 * @param failed how long a failed load is not tried again
 * @param quarantined how long a repeated offender is refused
 * @param offences so many within {@code offenceWindow} are repeated ones; from 1
 */
public record LifeTuning(
    Duration idleAfter,
    Duration unloadAfter,
    Backoff failed,
    Backoff quarantined,
    int offences,
    Duration offenceWindow) {

  /** Checks what depends on each other. */
  public LifeTuning {
    if (unloadAfter.compareTo(idleAfter) < 0) {
      throw new IllegalArgumentException(
          "unloadAfter " + unloadAfter + " is less than idleAfter " + idleAfter);
    }
    if (offences < 1) {
      throw new IllegalArgumentException("offences " + offences + ": at least 1 is needed");
    }
  }
}
