package dev.ropewalk.metrics.registry;

import java.time.Duration;
import java.util.List;

/**
 * The rules that all meters of a registry keep.
 *
 * @param maxMeters how many meters there may be in all, whatever the combinations of their tags;
 *     further ones are left out; at least 1
 * @param maxTagValues how many values a tag of one meter may have before further ones become {@link
 *     BoundedTags#OTHER}; at least 1
 * @param latencyBuckets upper bounds of the histogram of every timer of ours, ascending; none for
 *     no histograms
 * @param strict whether a meter that breaks the rules of names and units throws; otherwise it is
 *     left out and logged
 */
public record MetricRules(
    int maxMeters, int maxTagValues, List<Duration> latencyBuckets, boolean strict) {
  public MetricRules {
    if (maxMeters < 1 || maxTagValues < 1) {
      throw new IllegalArgumentException(
          "maxMeters is "
              + maxMeters
              + " and maxTagValues is "
              + maxTagValues
              + ", both must be at least 1");
    }
    latencyBuckets = List.copyOf(latencyBuckets);
    for (int i = 0; i < latencyBuckets.size(); i++) {
      Duration floor = i == 0 ? Duration.ZERO : latencyBuckets.get(i - 1);
      if (latencyBuckets.get(i).compareTo(floor) <= 0) {
        throw new IllegalArgumentException(
            "latencyBuckets must be positive and ascending, but are " + latencyBuckets);
      }
    }
  }
}
