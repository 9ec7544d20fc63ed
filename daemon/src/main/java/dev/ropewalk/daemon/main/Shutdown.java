package dev.ropewalk.daemon.main;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Steps that end a process in order; taken once, whoever asks first, and waited for by the rest.
 */
final class Shutdown {
  private static final System.Logger LOG = System.getLogger(Shutdown.class.getName());

  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private boolean begun;

  /** Runs the steps when the system asks the process to end. */
  void onSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::run, "ropewalk-shutdown"));
  }

  /**
   * Adds a step, which is taken before all that were added earlier; at once when the end has begun.
   */
  void first(Runnable step) {
    synchronized (this) {
      if (!begun) {
        steps.push(step);
        return;
      }
    }
    step.run();
  }

  /** Takes the steps, or waits until another thread has taken them. */
  void run() {
    Deque<Runnable> mine;
    synchronized (this) {
      mine = begun ? null : new ArrayDeque<>(steps);
      begun = true;
    }
    if (mine == null) {
      done.join();
      return;
    }
    for (Runnable step : mine) {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a step of the shutdown failed", e);
      }
    }
    done.complete(null);
  }

  /** Waits until the steps have been taken. */
  void await() {
    done.join();
  }
}
