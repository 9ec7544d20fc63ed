package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
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
   * Makes so many things, as many at a time as there are processors; each is made even when an
   * earlier one fails. Of failures a cycle is thrown first, so that every member of it unwinds;
   * then the first one in order.
   */
  static <T> List<T> sideBySide(int count, IntFunction<T> make) {
    var made = new ArrayList<@Nullable T>(Collections.nCopies(count, null));
    if (count == 1) {
      made.set(0, make.apply(0));
      return complete(made);
    }
    var failures = new @Nullable Throwable[count];
    var next = new AtomicInteger();
    var workers = new ArrayList<FutureTask<Boolean>>();
    int parallel = Math.min(count, Runtime.getRuntime().availableProcessors());
    for (int w = 0; w < parallel; w++) {
      workers.add(
          start(
              () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  try {
                    T one = make.apply(i);
                    synchronized (made) {
                      made.set(i, one);
                    }
                  } catch (RuntimeException | Error e) {
                    failures[i] = e;
                    return false;
                  }
                }
                return true;
              }));
    }
    boolean fine = true;
    for (FutureTask<Boolean> worker : workers) {
      fine &= await(worker);
    }
    if (!fine) {
      for (Throwable failure : failures) {
        if (failure instanceof CycleSignal signal) {
          throw signal;
        }
      }
      throw unchecked(Arrays.stream(failures).filter(Objects::nonNull).findFirst().orElseThrow());
    }
    return complete(made);
  }

  private static <T> List<T> complete(List<@Nullable T> made) {
    var all = new ArrayList<T>(made.size());
    made.forEach(one -> all.add(Objects.requireNonNull(one)));
    return all;
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
