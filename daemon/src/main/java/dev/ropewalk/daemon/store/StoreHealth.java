package dev.ropewalk.daemon.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether results are written.
 *
 * @param reason what failed, without paths; empty unless the state is MEMORY_ONLY
 * @param retryAt when writing is tried again; there when the state is MEMORY_ONLY
 */
public record StoreHealth(State state, String reason, Optional<Instant> retryAt) {
  static final StoreHealth WRITING = new StoreHealth(State.WRITING, "", Optional.empty());
  static final StoreHealth OFF = new StoreHealth(State.OFF, "", Optional.empty());

  /** What becomes of a result. */
  public enum State {
    /** It is written. */
    WRITING,
    /** A write failed: it is kept in memory only, until writing is tried again. */
    MEMORY_ONLY,
    /** The settings say that nothing is kept. */
    OFF
  }

  /** Whether a write failed and is not to be tried yet. */
  boolean rests(Instant now) {
    return retryAt.isPresent() && now.isBefore(retryAt.get());
  }
}
