package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Cancelled;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Run;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A result that somebody asked for, to be run on a thread of its own; holds what the query reads
 * until it is there. Cancelling ends its run.
 */
public final class Asked<V> extends CompletableFuture<V> implements Runnable {
  private final Engine engine;
  private final Query<V> query;
  private final String argument;
  private final Analyses.Held held;
  private volatile @Nullable Run running;

  /**
   * Asks nothing yet: {@link #run} does.
   *
   * @param argument names all that the result depends on beside what is read, so that any run
   *     answers it
   * @param held closed when the result is there, or nobody wants it
   */
  public Asked(Engine engine, Query<V> query, String argument, Analyses.Held held) {
    this.engine = engine;
    this.query = query;
    this.argument = argument;
    this.held = held;
  }

  @Override
  public void run() {
    V found;
    try (held) {
      found = look();
    } catch (RuntimeException | Error e) {
      completeExceptionally(e);
      return;
    }
    if (found != null) {
      complete(found);
    }
  }

  /** The result; null when nobody wants it any more. */
  private @Nullable V look() {
    while (!isDone()) {
      try (Run run = engine.begin()) {
        running = run;
        if (!isDone()) {
          return run.get(query, argument);
        }
      } catch (Cancelled e) {
        // A later run was faster, or a loop of two revisions was broken: the question is by
        // content, so another run gives the same answer.
      } finally {
        running = null;
      }
    }
    return null;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Run run = running;
    if (cancelled && run != null) {
      run.cancel();
    }
    return cancelled;
  }

  /** What is made of it is a plain future, whose cancellation is not this one's. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
