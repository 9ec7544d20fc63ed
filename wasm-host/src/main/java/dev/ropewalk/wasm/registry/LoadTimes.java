package dev.ropewalk.wasm.registry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the phases of an extension's last load took. Safe for any thread. */
public final class LoadTimes {
  private final Map<LoadPhase, Long> nanos =
      Collections.synchronizedMap(new EnumMap<>(LoadPhase.class));

  /** Makes one of an extension that was not loaded. */
  LoadTimes() {}

  /** A load begins. */
  void clear() {
    nanos.clear();
  }

  /** Does a phase; one that fails counts as well. */
  public <T> T time(LoadPhase phase, Supplier<T> body) {
    long from = System.nanoTime();
    try {
      return body.get();
    } finally {
      nanos.put(phase, System.nanoTime() - from);
    }
  }

  /** In nanoseconds, of the phases that the last load had until now. */
  public Map<LoadPhase, Long> nanos() {
    synchronized (nanos) {
      return Map.copyOf(nanos);
    }
  }
}
