package dev.ropewalk.daemon.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Results by what they depend on.
 *
 * <p>Laws: for one key at most one load runs at a time; a load that failed or was cancelled leaves
 * nothing behind; a value whose key was invalidated while it was loaded is handed to those who
 * waited and not kept. Values are immutable and shared.
 */
public interface AnalysisCache {

  /**
   * Finds a value or loads it.
   *
   * <p>The future is the caller's own: cancelling it leaves the load, and the load is cancelled
   * when everybody who waited for it has left.
   *
   * @param loader called on this thread, before this method returns, when nothing is found and
   *     nobody loads it
   */
  <T extends Weighed> CompletableFuture<T> get(
      AnalysisKey key, Class<T> type, Supplier<CompletableFuture<T>> loader);

  /** The value if it is kept; counts as nothing. */
  <T extends Weighed> Optional<T> peek(AnalysisKey key, Class<T> type);

  /** Removes every result of a text in a language; running loads of them are not kept. */
  void invalidate(ContentId content, String language);

  /** The counters now. */
  CacheStatistics statistics();
}
