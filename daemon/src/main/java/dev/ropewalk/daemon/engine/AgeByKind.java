package dev.ropewalk.daemon.engine;

import java.time.Duration;
import java.util.Map;

/**
 * Values go when they lay unused for as long as their kind may.
 *
 * @param others of kinds that are not in the map
 * @param byKind by {@link Query#id}
 */
public record AgeByKind(Duration others, Map<String, Duration> byKind) implements MemoryPolicy {
  /** Copies the map. */
  public AgeByKind {
    byKind = Map.copyOf(byKind);
  }

  @Override
  public Duration maxIdle(String query) {
    return byKind.getOrDefault(query, others);
  }
}
