package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A look at the results of one revision. Any thread may use it; close it when done. After {@link
 * #cancel} everything that runs for it ends soon with {@link Cancelled}.
 */
public final class Run implements AutoCloseable {
  private final Engine engine;
  private final Revision revision;
  private volatile boolean cancelled;
  private volatile boolean unwanted;
  private volatile boolean closed;

  /** What queries of this run wait for. */
  private final Queue<Future<?>> work = new ConcurrentLinkedQueue<>();

  private final AtomicInteger executed = new AtomicInteger();
  private final AtomicInteger cutOffDepth = new AtomicInteger(Integer.MAX_VALUE);

  /** What failed in this run: it is not tried again in it, however many ask. */
  private final Map<QueryKey<?>, RuntimeException> failures = new ConcurrentHashMap<>();

  /** Where threads of this run wait, once for each; guarded by the lock of {@link Claims}. */
  private final List<Condition> waiting = new ArrayList<>();

  Run(Engine engine, Revision revision) {
    this.engine = engine;
    this.revision = revision;
  }

  /** The result of a query at this revision. */
  public <V> V get(Query<V> query, String argument) {
    if (closed) {
      throw new IllegalStateException("the run is closed");
    }
    return engine.get(new QueryKey<>(query, argument), this);
  }

  /** The number of its revision; a later one is greater. */
  public long revision() {
    return revision.number();
  }

  /**
   * The result of a query if it is known to be true and there as an object; computes nothing and
   * waits for nobody.
   */
  public <V> Optional<V> peek(Query<V> query, String argument) {
    return engine.peek(new QueryKey<>(query, argument), this);
  }

  /**
   * Takes a result from memory, or from the store by the inputs that it rests on; executes nothing.
   *
   * @return whether it is there, with its value
   */
  public boolean restore(Query<?> query, String argument) {
    return engine.restore(new QueryKey<>(query, argument), this);
  }

  /** Ends whatever runs for it. */
  public void cancel() {
    unwanted = true;
    stop();
  }

  /** Ends it since a later run waits for what it holds, and it for what that one holds. */
  void giveWay() {
    stop();
  }

  private void stop() {
    cancelled = true;
    engine.claims().wake(this);
    work.forEach(one -> one.cancel(true));
  }

  /** Work elsewhere that ends with this run. */
  void begin(Future<?> one) {
    work.add(one);
    if (isCancelled()) {
      one.cancel(true);
    }
  }

  void end(Future<?> one) {
    work.removeIf(each -> each == one);
  }

  /** Whether it was cancelled, or had to give way. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** A query failed. */
  void failed(QueryKey<?> key, RuntimeException failure) {
    failures.put(key, failure);
  }

  /** Why a query has failed in this run, or null. */
  @Nullable RuntimeException failure(QueryKey<?> key) {
    return failures.get(key);
  }

  /** A result was computed so many queries below what was asked. */
  void executed(boolean same, int depth) {
    executed.incrementAndGet();
    if (same) {
      cutOffDepth.accumulateAndGet(depth, Math::min);
    }
  }

  Revision state() {
    return revision;
  }

  void poll() {
    engine.steps().at(Steps.Point.POLL);
    endIfCancelled();
  }

  /** For those who hold a lock. */
  void endIfCancelled() {
    if (cancelled) {
      throw new Cancelled(unwanted ? Cancelled.Why.UNWANTED : Cancelled.Why.SUPERSEDED);
    }
  }

  List<Condition> waiting() {
    return waiting;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      engine.inputs().end(revision);
      int count = executed.get();
      if (count > 0) {
        int depth = cutOffDepth.get();
        engine.listener().cascade(count, depth == Integer.MAX_VALUE ? 0 : depth);
      }
    }
  }
}
