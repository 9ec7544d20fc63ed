package dev.ropewalk.daemon.engine;

import java.time.Duration;
import java.util.List;

/**
 * Decides how long values stay in memory. A matter of memory and never of truth: a value that went
 * comes back from its bytes, the store, or a computation.
 */
public interface MemoryPolicy {
  /** Longer than any daemon lives. */
  Duration FOR_EVER = Duration.ofDays(36_500);

  /** Weight alone decides. */
  MemoryPolicy BY_WEIGHT = new MemoryPolicy() {};

  /**
   * How long a value of a kind may lie unused.
   *
   * @param query its {@link Query#id}
   */
  default Duration maxIdle(String query) {
    return FOR_EVER;
  }

  /**
   * The share of the configured weight that values may have now, from 0 to 1; asked now and then.
   */
  default double share() {
    return 1;
  }

  /** The strictest of several. */
  static MemoryPolicy strictestOf(List<MemoryPolicy> policies) {
    List<MemoryPolicy> all = List.copyOf(policies);
    return new MemoryPolicy() {
      @Override
      public Duration maxIdle(String query) {
        return all.stream()
            .map(policy -> policy.maxIdle(query))
            .min(Duration::compareTo)
            .orElse(FOR_EVER);
      }

      @Override
      public double share() {
        return all.stream().mapToDouble(MemoryPolicy::share).min().orElse(1);
      }
    };
  }
}
