package dev.ropewalk.daemon.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A result that somebody wants to hear of whenever it changed. */
public final class Subscription<V> implements AutoCloseable {
  /*
   * Every write asks for a look; looks are done one at a time, and requests that come meanwhile are
   * one more look afterwards. Laws: revisions that are delivered ascend; no two updates in a row have
   * one fingerprint; the last update is that of the last revision once all is quiet.
   */
  private final Engine engine;
  private final QueryKey<V> key;
  private final Executor executor;
  private final Consumer<Update<V>> subscriber;

  /** Looks that are asked for and not begun, and one when a look goes on. */
  private final AtomicInteger wanted = new AtomicInteger();

  private volatile boolean closed;
  private volatile @Nullable Run running;

  // Only the thread that looks touches these.
  private @Nullable Fingerprint sent;
  private boolean failed;

  /** What a subscriber hears. */
  public sealed interface Update<V> {
    /** The revision that it is of. */
    long revision();

    /** A result that differs from the last one that was delivered. */
    record Result<V>(long revision, V value) implements Update<V> {}

    /** There is none: the query failed. Said once until there is a result again. */
    record Failure<V>(long revision, RuntimeException why) implements Update<V> {}
  }

  Subscription(Engine engine, QueryKey<V> key, Executor executor, Consumer<Update<V>> subscriber) {
    this.engine = engine;
    this.key = key;
    this.executor = executor;
    this.subscriber = subscriber;
  }

  void look() {
    if (!closed && wanted.getAndIncrement() == 0) {
      executor.execute(this::pump);
    }
  }

  private void pump() {
    int served;
    do {
      served = wanted.get();
      if (!closed) {
        lookOnce();
      }
    } while (wanted.addAndGet(-served) > 0);
  }

  private void lookOnce() {
    long revision = 0;
    try (Run run = engine.begin()) {
      revision = run.revision();
      running = run;
      if (closed) {
        return;
      }
      Found<V> found = engine.evaluator().find(key, run, null);
      if (!found.memo().fingerprint.equals(sent)) {
        sent = found.memo().fingerprint;
        failed = false;
        deliver(new Update.Result<>(revision, found.value()));
      }
    } catch (Cancelled e) {
      if (e.why() == Cancelled.Why.SUPERSEDED) {
        wanted.incrementAndGet(); // a later run was faster; look again
      }
    } catch (RuntimeException e) {
      if (!failed) {
        failed = true;
        sent = null;
        deliver(new Update.Failure<>(revision, e));
      }
    } finally {
      running = null;
    }
  }

  private void deliver(Update<V> update) {
    if (!closed) {
      subscriber.accept(update);
    }
  }

  /** Ends it; a look that goes on is cancelled, and nothing more is delivered. */
  @Override
  public void close() {
    closed = true;
    engine.unsubscribe(this);
    Run run = running;
    if (run != null) {
      run.cancel();
    }
  }
}
