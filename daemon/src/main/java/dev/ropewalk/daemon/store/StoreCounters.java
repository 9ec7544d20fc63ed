package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.store.StoreStatistics.Counts;
import dev.ropewalk.daemon.store.StoreStatistics.Drop;
import dev.ropewalk.daemon.store.StoreStatistics.Eviction;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a store counts. Safe for any thread. */
final class StoreCounters {
  /** Queries are a small fixed set; this bounds labels should one not be. */
  private static final int MAX_KINDS = 64;

  private final Map<String, KindCounters> kinds = new ConcurrentHashMap<>();
  private final Map<Drop, LongAdder> dropped = adders(Drop.class);
  private final Map<Eviction, LongAdder> evictions = adders(Eviction.class);
  final LongAdder writtenFiles = new LongAdder();
  final LongAdder writtenBytes = new LongAdder();

  /** What came of questions of one sort. */
  static final class Answers {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder corrupt = new LongAdder();
    private final LongAdder ioFailures = new LongAdder();

    void count(Lookup<?> answer) {
      switch (answer) {
        case Lookup.Hit<?> hit -> hits.increment();
        case Lookup.Miss<?> miss -> misses.increment();
        case Lookup.Corrupt<?> bad -> corrupt.increment();
        case Lookup.IoFailure<?> failure -> ioFailures.increment();
      }
    }

    private Counts counts() {
      return new Counts(hits.sum(), misses.sum(), corrupt.sum(), ioFailures.sum());
    }
  }

  /** What is counted of one kind. */
  static final class KindCounters {
    final Answers records = new Answers();
    final Answers values = new Answers();

    /** Records, and bytes on the disk; set by a collection, moved by what happens after it. */
    final LongAdder entries = new LongAdder();

    final LongAdder bytes = new LongAdder();

    /** Takes the numbers that a collection found. */
    void measured(long foundEntries, long foundBytes) {
      entries.reset();
      entries.add(foundEntries);
      bytes.reset();
      bytes.add(foundBytes);
    }
  }

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    var map = new EnumMap<E, LongAdder>(type);
    for (E each : type.getEnumConstants()) {
      map.put(each, new LongAdder());
    }
    return map;
  }

  KindCounters of(String kind) {
    KindCounters known = kinds.get(kind);
    if (known != null) {
      return known;
    }
    return kinds.computeIfAbsent(
        kinds.size() < MAX_KINDS ? kind : "other", key -> new KindCounters());
  }

  void drop(Drop cause) {
    Objects.requireNonNull(dropped.get(cause)).increment();
  }

  void evict(Eviction cause, long count) {
    Objects.requireNonNull(evictions.get(cause)).add(count);
  }

  /** Takes what a collection found; a kind that it did not find is empty. */
  void measured(Map<String, Collector.Usage> found) {
    kinds.forEach(
        (kind, counters) -> {
          if (!found.containsKey(kind)) {
            counters.measured(0, 0);
          }
        });
    found.forEach((kind, usage) -> of(kind).measured(usage.entries(), usage.bytes()));
  }

  StoreStatistics statistics(
      long queuedEntries, long queuedBytes, long maxBytes, StoreHealth health) {
    var byKind = new HashMap<String, StoreStatistics.Kind>();
    kinds.forEach(
        (kind, counters) ->
            byKind.put(
                kind,
                new StoreStatistics.Kind(
                    Math.max(0, counters.entries.sum()),
                    Math.max(0, counters.bytes.sum()),
                    counters.records.counts(),
                    counters.values.counts())));
    return new StoreStatistics(
        byKind,
        sums(dropped),
        sums(evictions),
        writtenFiles.sum(),
        writtenBytes.sum(),
        queuedEntries,
        queuedBytes,
        maxBytes,
        health);
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
    var sums = new HashMap<E, Long>();
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }
}
