package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An {@link AnalysisCache} in the heap, bounded by weight, with Caffeine's eviction policy. */
public final class CaffeineAnalysisCache implements AnalysisCache {
  /*
   * Goal: one computation for each key, shared by all who ask, and nothing kept that is wrong.
   *
   * A key is in one of three states: absent, loading (an entry in `flights`), kept (an entry in
   * `kept`). Invariants:
   *   I1  `flights` holds at most one flight for a key; a flight in the map has at least one waiter
   *       or is about to be removed by the last one who leaves.
   *   I2  A value enters `kept` only while its flight is still in `flights`, under that key's bin
   *       lock; invalidation removes the flight under the same lock first. So a value that was
   *       invalidated during its load can never come back.
   *   I3  Loaders, callbacks and cancellations run outside every lock. The only locks are the bin
   *       lock of `flights` and the monitor of a flight, taken in that order.
   *
   * Not done: loading on another thread (the loader decides), refresh, expiry (correctness never
   * rests on time). Invalidation walks all keys, which is rare (a tree drifted) and O(entries).
   */
  private final Cache<AnalysisKey, Weighed> kept;
  private final Map<AnalysisKey, Flight> flights = new ConcurrentHashMap<>();
  private final Map<String, Counters> counters = new ConcurrentHashMap<>();
  private final long maximumWeightBytes;

  /**
   * Makes an empty cache.
   *
   * @param maximumWeightBytes the bound on the sum of the values' weights
   * @param maintenance where Caffeine does its housekeeping
   */
  public CaffeineAnalysisCache(long maximumWeightBytes, Executor maintenance) {
    this.maximumWeightBytes = maximumWeightBytes;
    kept =
        Caffeine.newBuilder()
            .maximumWeight(maximumWeightBytes)
            .<AnalysisKey, Weighed>weigher(
                (key, value) -> Math.clamp(value.weightBytes(), 1, Integer.MAX_VALUE))
            .executor(maintenance)
            .evictionListener(this::evicted)
            .build();
  }

  @Override
  public <T extends Weighed> CompletableFuture<T> get(
      AnalysisKey key, Class<T> type, Supplier<CompletableFuture<T>> loader) {
    Counters counts = counters(key);
    Weighed present = kept.getIfPresent(key);
    if (present != null) {
      counts.hits.increment();
      return CompletableFuture.completedFuture(type.cast(present));
    }
    Flight mine = new Flight();
    Waiter<T> waiter = new Waiter<>(key, type);
    Flight joined =
        flights.compute(
            key,
            (k, running) -> {
              if (running != null && running.board(waiter)) {
                return running;
              }
              mine.board(waiter);
              return mine;
            });
    waiter.flight = joined;
    if (joined != mine) {
      counts.joins.increment();
      return waiter;
    }
    // A flight may have landed between the first look and the new flight.
    present = kept.getIfPresent(key);
    if (present != null) {
      counts.hits.increment();
      flights.remove(key, mine);
      mine.land(present, null);
      return waiter;
    }
    counts.misses.increment();
    start(key, mine, loader);
    return waiter;
  }

  private <T extends Weighed> void start(
      AnalysisKey key, Flight flight, Supplier<CompletableFuture<T>> loader) {
    CompletableFuture<T> load;
    try {
      load = loader.get();
    } catch (RuntimeException e) {
      load = CompletableFuture.failedFuture(e);
    }
    flight.takeOff(load);
    var unused = load.whenComplete((value, failure) -> landed(key, flight, value, failure));
  }

  private void landed(
      AnalysisKey key, Flight flight, @Nullable Weighed value, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (value != null) {
      flights.computeIfPresent(
          key,
          (k, running) -> {
            if (running == flight) {
              kept.put(key, value);
              return null;
            }
            return running;
          });
    } else {
      flights.remove(key, flight);
      Counters counts = counters(key);
      (cause instanceof CancellationException ? counts.cancellations : counts.failures).increment();
      if (cause == null) {
        cause = new IllegalStateException("the analysis " + key.analysis() + " gave no value");
      }
    }
    flight.land(value, cause);
  }

  @Override
  public <T extends Weighed> Optional<T> peek(AnalysisKey key, Class<T> type) {
    return Optional.ofNullable(kept.policy().getIfPresentQuietly(key)).map(type::cast);
  }

  @Override
  public void invalidate(ContentId content, String language) {
    flights.keySet().removeIf(key -> concerns(key, content, language));
    kept.asMap()
        .keySet()
        .removeIf(
            key -> {
              boolean concerned = concerns(key, content, language);
              if (concerned) {
                counters(key).invalidations.increment();
              }
              return concerned;
            });
  }

  private static boolean concerns(AnalysisKey key, ContentId content, String language) {
    return key.language().equals(language) && key.content().equals(content);
  }

  @Override
  public CacheStatistics statistics() {
    Map<String, CacheStatistics.Counts> byAnalysis = new TreeMap<>();
    counters.forEach((analysis, counts) -> byAnalysis.put(analysis, counts.snapshot()));
    return new CacheStatistics(
        kept.estimatedSize(),
        kept.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L),
        maximumWeightBytes,
        flights.size(),
        byAnalysis);
  }

  /** Checks I1 and the bound on the weight when nothing is under way; for tests. */
  void checkInvariants() {
    kept.cleanUp();
    flights.forEach(
        (key, flight) -> {
          if (flight.waiters() == 0) {
            throw new IllegalStateException("I1: a flight without waiters: " + key);
          }
        });
    CacheStatistics now = statistics();
    if (now.weightBytes() > maximumWeightBytes) {
      throw new IllegalStateException(
          "weight " + now.weightBytes() + " is over the bound " + maximumWeightBytes);
    }
  }

  private Counters counters(AnalysisKey key) {
    return counters.computeIfAbsent(key.analysis(), name -> new Counters());
  }

  private void evicted(@Nullable AnalysisKey key, @Nullable Weighed value, RemovalCause cause) {
    if (key != null && cause.wasEvicted()) {
      counters(key).evictions.increment();
    }
  }

  /** One asker's own view of a load. */
  private final class Waiter<T extends Weighed> extends CompletableFuture<T> {
    private final AnalysisKey key;
    private final Class<T> type;
    private volatile @Nullable Flight flight;

    Waiter(AnalysisKey key, Class<T> type) {
      this.key = key;
      this.type = type;
    }

    void arrive(@Nullable Weighed value, @Nullable Throwable failure) {
      if (failure == null) {
        complete(type.cast(value));
      } else {
        completeExceptionally(failure);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      Flight boarded = flight;
      if (cancelled && boarded != null) {
        boarded.leave(this);
      }
      return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  /** One load and those who wait for it. */
  private final class Flight {
    @GuardedBy("this")
    private final Set<Waiter<?>> waiters = Collections.newSetFromMap(new IdentityHashMap<>());

    @GuardedBy("this")
    private @Nullable CompletableFuture<?> load;

    @GuardedBy("this")
    private boolean closed;

    synchronized boolean board(Waiter<?> waiter) {
      return !closed && waiters.add(waiter);
    }

    synchronized int waiters() {
      return closed ? 1 : waiters.size();
    }

    void takeOff(CompletableFuture<?> started) {
      boolean abandoned;
      synchronized (this) {
        load = started;
        abandoned = closed;
      }
      if (abandoned) {
        started.cancel(true);
      }
    }

    void leave(Waiter<?> waiter) {
      CompletableFuture<?> unwanted;
      synchronized (this) {
        waiters.remove(waiter);
        if (!waiters.isEmpty() || closed) {
          return;
        }
        closed = true;
        unwanted = load;
      }
      flights.remove(waiter.key, this);
      if (unwanted != null) {
        unwanted.cancel(true);
      }
    }

    void land(@Nullable Weighed value, @Nullable Throwable failure) {
      List<Waiter<?>> arriving;
      synchronized (this) {
        closed = true;
        arriving = List.copyOf(waiters);
        waiters.clear();
      }
      arriving.forEach(waiter -> waiter.arrive(value, failure));
    }
  }

  private static final class Counters {
    private final LongAdder hits = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder cancellations = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder invalidations = new LongAdder();

    CacheStatistics.Counts snapshot() {
      return new CacheStatistics.Counts(
          hits.sum(),
          joins.sum(),
          misses.sum(),
          failures.sum(),
          cancellations.sum(),
          evictions.sum(),
          invalidations.sum());
    }
  }
}
