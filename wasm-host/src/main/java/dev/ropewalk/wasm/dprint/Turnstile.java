package dev.ropewalk.wasm.dprint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Lets a number of jobs run at a time, in their order, and blocks nobody. */
final class Turnstile {
  /** A job that is run, or refused when nothing runs any more; one of both, once. */
  interface Job {
    /** Does the work, and answers what is to be done when its place is free again. */
    Runnable perform();

    void refuse();
  }

  private final Executor executor;
  private final int most;

  @GuardedBy("this")
  private final Deque<Job> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int running;

  Turnstile(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  /** Runs a job when it is its turn. */
  void submit(Job job) {
    synchronized (this) {
      if (running >= most) {
        waiting.add(job);
        return;
      }
      running++;
    }
    start(job);
  }

  private void start(Job first) {
    for (Job job = first; job != null; job = next()) {
      Job now = job;
      try {
        executor.execute(
            () -> {
              Runnable rest = () -> {};
              try {
                rest = now.perform();
              } finally {
                Job after = next();
                if (after != null) {
                  start(after);
                }
              }
              rest.run();
            });
        return;
      } catch (RejectedExecutionException e) {
        now.refuse();
      }
    }
  }

  /** The place of a job that ended goes to the next one, if there is one. */
  private synchronized @Nullable Job next() {
    Job next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting.size();
  }
}
