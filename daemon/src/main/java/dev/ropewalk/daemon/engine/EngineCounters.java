package dev.ropewalk.daemon.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an engine does. Safe for any thread; a count costs an addition. */
public final class EngineCounters implements EngineListener {
  private static final System.Logger LOG = System.getLogger(EngineCounters.class.getName());

  private final Map<String, Adders> byQuery = new ConcurrentHashMap<>();
  private volatile Cascades cascades = (executed, cutOffDepth) -> {};

  /** Hears of every run that computed something. */
  @FunctionalInterface
  public interface Cascades {
    /**
     * A run ended.
     *
     * @param executed results that it computed
     * @param cutOffDepth how many queries down from what was asked the highest result stood that
     *     came out as it had been; 0 when none did
     */
    void ended(int executed, int cutOffDepth);
  }

  /** Tells of cascades from now on. */
  public void tell(Cascades listener) {
    cascades = listener;
  }

  /** The counters now, and what their engine holds. */
  public EngineStatistics statistics(Engine engine) {
    Map<String, EngineStatistics.Counts> counts = new TreeMap<>();
    byQuery.forEach((query, adders) -> counts.put(query, adders.sum()));
    return new EngineStatistics(
        counts, new EngineStatistics.Holds(engine.size(), engine.weightBytes(), engine.revision()));
  }

  @Override
  public void cascade(int executed, int cutOffDepth) {
    cascades.ended(executed, cutOffDepth);
  }

  @Override
  public void restored(QueryKey<?> key) {
    of(key).restored.increment();
  }

  @Override
  public void rechecked(QueryKey<?> key, boolean same) {
    Adders adders = of(key);
    adders.rechecked.increment();
    if (!same) {
      adders.wrong.increment();
      LOG.log(
          System.Logger.Level.WARNING,
          "the cached result {0} was not what a computation gives; its query is not trusted beyond"
              + " a revision any more",
          key.display());
    }
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
  public void decoded(QueryKey<?> key, Tier tier) {
    Adders adders = of(key);
    (tier == Tier.STORE ? adders.loaded : adders.decoded).increment();
  }

  @Override
  public void evicted(QueryKey<?> key, String cause) {
    of(key).evictions.computeIfAbsent(cause, name -> new LongAdder()).increment();
  }

  private static final class Adders {
    private final LongAdder hits = new LongAdder();
    private final LongAdder verified = new LongAdder();
    private final LongAdder recalled = new LongAdder();
    private final LongAdder restored = new LongAdder();
    private final LongAdder decoded = new LongAdder();
    private final LongAdder loaded = new LongAdder();
    private final LongAdder rechecked = new LongAdder();
    private final LongAdder wrong = new LongAdder();
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
          restored.sum(),
          decoded.sum(),
          loaded.sum(),
          executed.sum(),
          same.sum(),
          edges.sum(),
          nanos.sum(),
          rechecked.sum(),
          wrong.sum(),
          gone);
    }
  }
}
