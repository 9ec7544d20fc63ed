package dev.ropewalk.daemon.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an engine does. Safe for any thread; a count costs an addition. */
public final class EngineCounters implements EngineListener {
  private final Map<String, Adders> byQuery = new ConcurrentHashMap<>();

  /** The counters now. */
  public EngineStatistics statistics() {
    Map<String, EngineStatistics.Counts> counts = new TreeMap<>();
    byQuery.forEach((query, adders) -> counts.put(query, adders.sum()));
    return new EngineStatistics(counts);
  }

  private Adders of(QueryKey<?> key) {
    String id = key.query().id();
    Adders known = byQuery.get(id);
    return known != null ? known : byQuery.computeIfAbsent(id, name -> new Adders());
  }

  @Override
  public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
    Adders adders = of(key);
    adders.executed.increment();
    adders.nanos.add(nanos);
    if (same) {
      adders.same.increment();
    }
  }

  @Override
  public void verified(QueryKey<?> key, int edges) {
    Adders adders = of(key);
    adders.verified.increment();
    adders.edges.add(edges);
  }

  @Override
  public void recalled(QueryKey<?> key) {
    of(key).recalled.increment();
  }

  @Override
  public void hit(QueryKey<?> key) {
    of(key).hits.increment();
  }

  @Override
  public void decoded(QueryKey<?> key) {
    of(key).decoded.increment();
  }

  @Override
  public void evicted(QueryKey<?> key, String cause) {
    of(key).evictions.computeIfAbsent(cause, name -> new LongAdder()).increment();
  }

  private static final class Adders {
    private final LongAdder hits = new LongAdder();
    private final LongAdder verified = new LongAdder();
    private final LongAdder recalled = new LongAdder();
    private final LongAdder decoded = new LongAdder();
    private final LongAdder executed = new LongAdder();
    private final LongAdder same = new LongAdder();
    private final LongAdder edges = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Map<String, LongAdder> evictions = new ConcurrentHashMap<>();

    EngineStatistics.Counts sum() {
      Map<String, Long> gone = new TreeMap<>();
      evictions.forEach((cause, count) -> gone.put(cause, count.sum()));
      return new EngineStatistics.Counts(
          hits.sum(),
          verified.sum(),
          recalled.sum(),
          decoded.sum(),
          executed.sum(),
          same.sum(),
          edges.sum(),
          nanos.sum(),
          gone);
    }
  }
}
