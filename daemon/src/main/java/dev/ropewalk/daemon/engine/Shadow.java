package dev.ropewalk.daemon.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Computes some remembered results again, to find queries that read what they do not say. */
final class Shadow {
  private final int every;
  private final Engine engine;
  private final Executor executor;
  private final AtomicLong hits = new AtomicLong();
  private final AtomicBoolean checking = new AtomicBoolean();

  /**
   * Makes it.
   *
   * @param every one in so many hits is checked; 0 for none
   * @param executor where that is done
   */
  Shadow(int every, Engine engine, Executor executor) {
    this.every = every;
    this.engine = engine;
    this.executor = executor;
  }

  /** An answer came from the cache: every so many-th is checked later, one at a time. */
  void hit(QueryKey<?> key) {
    if (every == 0 || hits.incrementAndGet() % every != 0) {
      return;
    }
    if (checking.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            try {
              var unused = engine.recheck(key);
            } catch (RuntimeException e) {
              // It was superseded, or cannot be computed just now; another one will be checked.
            } finally {
              checking.set(false);
            }
          });
    }
  }

  /** Checks a result now, and repairs it: a write of everything, so that all is looked at. */
  <V> Engine.Check recheck(QueryKey<V> key, Run run) {
    Memo known = engine.evaluator().find(key, run, null).memo();
    if (known.untracked) {
      return Engine.Check.UNKNOWN;
    }
    Fingerprint again = engine.evaluator().recompute(key, run);
    if (again.equals(known.fingerprint)) {
      engine.listener().rechecked(key, true);
      return Engine.Check.SAME;
    }
    if (engine.inputs().current().number() != run.revision()) {
      return Engine.Check.UNKNOWN;
    }
    engine.evaluator().distrust(key.query());
    engine.headers().drop(key);
    engine.stored().distrust(key);
    engine.inputs().distrust(Distrust.write(key.query()), engine.headers().reach());
    engine.listener().rechecked(key, false);
    engine.lookAgain();
    return Engine.Check.REPAIRED;
  }
}
