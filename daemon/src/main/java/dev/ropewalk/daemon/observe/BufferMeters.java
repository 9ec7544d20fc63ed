package dev.ropewalk.daemon.observe;

import dev.ropewalk.buffers.intern.InternMetric;
import dev.ropewalk.buffers.intern.InternStatistics;
import dev.ropewalk.buffers.pool.PoolMetric;
import dev.ropewalk.buffers.pool.PoolStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of the pools and interners, by name; each is read when it is scraped. */
final class BufferMeters {
  private final MeterRegistry registry;

  BufferMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Binds a pool under a name of a fixed set. */
  void pool(String name, PoolMetric pool) {
    gauge("ropewalk.pool.leased", "Objects in use.", name, pool, PoolStatistics::leased);
    gauge("ropewalk.pool.idle", "Objects kept for later.", name, pool, PoolStatistics::idle);
    gauge("ropewalk.pool.waiting", "Threads that wait.", name, pool, PoolStatistics::waiting);
    String leases = "Leases: of an object that was idle, of one that was made, or none.";
    count("ropewalk.pool.leases", leases, name, "hit", pool, PoolStatistics::hits);
    count("ropewalk.pool.leases", leases, name, "miss", pool, PoolStatistics::misses);
    count("ropewalk.pool.leases", leases, name, "timeout", pool, PoolStatistics::timeouts);
    String events = "What became of objects: let go, failed, leaked, or given back twice.";
    count("ropewalk.pool.events", events, name, "discard", pool, PoolStatistics::discards);
    count("ropewalk.pool.events", events, name, "failure", pool, PoolStatistics::failures);
    count("ropewalk.pool.events", events, name, "leak", pool, PoolStatistics::leaks);
    count("ropewalk.pool.events", events, name, "double_close", pool, PoolStatistics::doubleCloses);
  }

  /** Binds an interner under a name of a fixed set. */
  void interner(String name, InternMetric interner) {
    String calls = "Strings asked for: known, new, or over the length cap.";
    calls(calls, name, "hit", interner, InternStatistics::hits);
    calls(calls, name, "miss", interner, InternStatistics::misses);
    calls(calls, name, "refused", interner, InternStatistics::refused);
    Gauge.builder("ropewalk.interner.unique", interner, i -> i.statistics().unique())
        .tags("interner", name)
        .description("Strings that are kept.")
        .register(registry);
    Gauge.builder("ropewalk.interner.size", interner, i -> i.statistics().uniqueBytes())
        .tags("interner", name)
        .description("What the kept strings take.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    FunctionCounter.builder("ropewalk.interner.saved", interner, i -> i.statistics().savedBytes())
        .tags("interner", name)
        .description("What callers need not keep, added at each hit.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  private void gauge(
      String meter,
      String help,
      String name,
      PoolMetric pool,
      ToDoubleFunction<PoolStatistics> of) {
    Gauge.builder(meter, pool, p -> of.applyAsDouble(p.statistics()))
        .tags("pool", name)
        .description(help)
        .register(registry);
  }

  private void count(
      String meter,
      String help,
      String name,
      String result,
      PoolMetric pool,
      ToLongFunction<PoolStatistics> of) {
    FunctionCounter.builder(meter, pool, p -> of.applyAsLong(p.statistics()))
        .tags("pool", name, "result", result)
        .description(help)
        .register(registry);
  }

  private void calls(
      String help,
      String name,
      String result,
      InternMetric interner,
      ToLongFunction<InternStatistics> of) {
    FunctionCounter.builder(
            "ropewalk.interner.calls", interner, i -> of.applyAsLong(i.statistics()))
        .tags("interner", name, "result", result)
        .description(help)
        .register(registry);
  }
}
