package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the values of every tag of every meter within a fixed number, so that no input can grow the
 * registry. Safe for use by any thread.
 */
public final class BoundedTags implements MeterFilter {
  /* Goal: whatever values arrive, a meter has at most maxValues series for each tag, plus one.
   *
   * The first maxValues distinct values of a (meter, tag) are kept for good; every later one is
   * OTHER. First come is a poor choice of values but a stable one: a series never changes its
   * meaning while the process lives. Callers with a known set should map to it themselves.
   *
   * I1  for each (meter, tag): size(values) + free permits = maxValues.
   * I2  a value is in values before a meter can carry it.
   *
   * Memory: O(meters * tags * maxValues). Meters and tags are named by the program, not by input.
   * Micrometer caches an id only when it makes a meter for it, so mapped ids are not kept there
   * either.
   */

  /** Stands for all values beyond the bound. */
  public static final String OTHER = "other";

  /** A label value is a word of ours, never a text of a user. */
  static final int MAX_VALUE_CHARACTERS = 120;

  private record TagName(String meter, String key) {}

  private record Values(Set<String> kept, Semaphore free) {}

  private final int maxValues;
  private final Map<TagName, Values> tags = new ConcurrentHashMap<>();
  private final LongAdder replaced = new LongAdder();

  /**
   * Creates a filter that has seen nothing.
   *
   * @param maxValues how many values a tag of one meter may have; at least 1
   */
  public BoundedTags(int maxValues) {
    if (maxValues < 1) {
      throw new IllegalArgumentException("maxValues is " + maxValues + ", must be at least 1");
    }
    this.maxValues = maxValues;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    List<Tag> before = id.getTags();
    List<Tag> after = null;
    for (int i = 0; i < before.size(); i++) {
      Tag tag = before.get(i);
      String bounded = bounded(id.getName(), tag.getKey(), tag.getValue());
      if (!bounded.equals(tag.getValue())) {
        if (after == null) {
          after = new ArrayList<>(before);
        }
        after.set(i, Tag.of(tag.getKey(), bounded));
      }
    }
    return after == null ? id : id.replaceTags(after);
  }

  /** The value itself, or {@link #OTHER} if the tag of this meter has enough values. */
  public String bounded(String meter, String key, String value) {
    if (value.equals(OTHER)) {
      return value;
    }
    if (value.length() <= MAX_VALUE_CHARACTERS && keeps(meter, key, value)) {
      return value;
    }
    replaced.increment();
    return OTHER;
  }

  /** How often a value was replaced. */
  public long replacedValues() {
    return replaced.sum();
  }

  private boolean keeps(String meter, String key, String value) {
    Values values =
        tags.computeIfAbsent(
            new TagName(meter, key),
            _ -> new Values(ConcurrentHashMap.newKeySet(), new Semaphore(maxValues)));
    if (values.kept().contains(value)) {
      return true;
    }
    if (!values.free().tryAcquire()) {
      return values.kept().contains(value); // another thread may just have added it
    }
    if (!values.kept().add(value)) {
      values.free().release();
    }
    return true;
  }

  /** Throws when an invariant does not hold; only while no other thread maps. */
  void checkInvariants() {
    tags.forEach(
        (name, values) -> {
          if (values.kept().size() + values.free().availablePermits() != maxValues) {
            throw new AssertionError("I1: " + name + " keeps " + values.kept().size());
          }
        });
  }
}
