package dev.ropewalk.wasm.dprint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.Watchdog;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One call on its thread: its time, and how it is stopped. */
final class GuestCall {
  /*
   * Two things interrupt the thread: the watchdog, and who wants the result no more. The first is
   * told from the second by `cancelled`, which is set before the interrupt. The watch is off while
   * the call waits for the module or for embedded code: those have bounds of their own. Closing a
   * watch clears the thread's interrupt, so `cancelled` is looked at after it.
   */

  /** Embedded code may take so many times the budget of its call together. */
  private static final int EMBEDDED_BUDGETS = 4;

  private final Watchdog watchdog;
  private final LongSupplier clock;
  private final long budgetNanos;
  private Watchdog.@Nullable Guard guard;
  private long watchedSince;
  private long usedNanos;
  private long embeddedNanos;

  @GuardedBy("this")
  private @Nullable Thread thread;

  private volatile boolean cancelled;

  GuestCall(Watchdog watchdog, LongSupplier clock, Duration budget) {
    this.watchdog = watchdog;
    this.clock = clock;
    this.budgetNanos = budget.toNanos();
  }

  /** Stops it, wherever it is. */
  synchronized void cancel() {
    cancelled = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Begins on this thread. */
  synchronized void attach() {
    thread = Thread.currentThread();
  }

  /** Ends on this thread, which is interrupted no more. */
  synchronized void detach() {
    thread = null;
    Thread.interrupted();
  }

  /** The guest runs from now on. */
  void watch() {
    checkWanted();
    watchedSince = clock.getAsLong();
    guard = watchdog.watch(Duration.ofNanos(Math.max(0, budgetNanos - usedNanos)));
  }

  /** The guest does not run now. */
  void unwatch() {
    Watchdog.Guard open = guard;
    if (open != null) {
      guard = null;
      open.close();
      usedNanos += clock.getAsLong() - watchedSince;
    }
  }

  /**
   * Waits on this thread, without the watch.
   *
   * @throws GuestException with {@code CANCELLED} when nobody wants the result any more, else with
   *     what the future failed with
   */
  <T> T await(Future<T> future) {
    checkWanted();
    try {
      return future.get();
    } catch (InterruptedException | CancellationException e) {
      throw new GuestException(
          GuestException.Code.CANCELLED, "Nobody wants the result any more", e);
    } catch (ExecutionException e) {
      throw GuestException.ofLoad(e);
    }
  }

  /** Whether embedded code has had more than its share of time. */
  boolean isEmbeddedTimeUp() {
    return embeddedNanos > EMBEDDED_BUDGETS * budgetNanos;
  }

  /** Waits for embedded code while a guest is running. */
  FormatResult awaitEmbedded(CompletableFuture<FormatResult> result) {
    unwatch();
    long since = clock.getAsLong();
    FormatResult value;
    try {
      value = await(result);
    } catch (GuestException e) {
      result.cancel(true);
      value = new FormatResult.Failed(e.code(), String.valueOf(e.getMessage()));
    } finally {
      embeddedNanos += clock.getAsLong() - since;
    }
    watch(); // or fails, when this call is what was cancelled
    return value;
  }

  /** What is to be said of a failure. */
  GuestException reason(GuestException failure) {
    if (cancelled) {
      return new GuestException(
          GuestException.Code.CANCELLED, "Nobody wants the result any more", failure);
    }
    return failure.code() == GuestException.Code.TIMED_OUT
        ? new GuestException(
            GuestException.Code.TIMED_OUT,
            "The formatter ran longer than " + Duration.ofNanos(budgetNanos).toMillis() + " ms",
            failure)
        : failure;
  }

  private void checkWanted() {
    if (cancelled) {
      throw new GuestException(GuestException.Code.CANCELLED, "Nobody wants the result any more");
    }
  }
}
