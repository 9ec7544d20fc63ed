package dev.ropewalk.daemon.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Runs parts of one chain of queries on threads of their own. */
final class Stacks {
  private Stacks() {}

  static <T> FutureTask<T> start(Callable<T> step) {
    var task = new FutureTask<>(step);
    var unused = Thread.ofVirtual().name("ropewalk-query").start(task);
    return task;
  }

  /**
   * Waits whatever happens, since what runs there holds claims under one of this thread; a run that
   * is cancelled ends soon by itself.
   */
  static <T> T await(FutureTask<T> task) {
    try {
      return uninterrupted(task);
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  /** Waits whatever happens; an interrupt is left for whoever asks for it afterwards. */
  static <T> T uninterrupted(Future<T> work) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A failure as something to throw; an error is thrown at once. */
  static RuntimeException unchecked(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known
        ? known
        : new IllegalStateException("a query failed", failure);
  }
}
