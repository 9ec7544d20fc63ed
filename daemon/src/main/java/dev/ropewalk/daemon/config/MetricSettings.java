package dev.ropewalk.daemon.config;

/** Bounds on what is measured. */
public record MetricSettings(
    @Setting(
            unit = "meters",
            min = 100,
            max = 1_000_000,
            reason = "meters in all; a busy daemon has some hundreds, each costs about 1 KB")
        int maxMeters,
    @Setting(
            unit = "values",
            min = 10,
            max = 100_000,
            reason = "values of one label, after which the rest counts as 'other'")
        int maxTagValues) {

  /** The numbers of a daemon that nobody configured. */
  public static MetricSettings defaults() {
    return new MetricSettings(5_000, 500);
  }
}
