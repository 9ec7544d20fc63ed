package dev.ropewalk.daemon.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * All that a running query sees; every call is recorded as a read. Belongs to the thread of the
 * query, and ends with it: a call after that throws {@link IllegalStateException}.
 */
public interface Reads {

  /** An input's value; empty, and recorded as absent, when there is none. */
  <T> Optional<T> input(InputKey key, Class<T> type);

  /** The result of another query. */
  <V> V get(Query<V> query, String argument);

  /** The fingerprint of another query's result, whose value is then not needed. */
  Fingerprint fingerprint(Query<?> query, String argument);

  /** The results of one query for many arguments, in their order, computed side by side. */
  <V> List<V> getAll(Query<V> query, List<String> arguments);

  /**
   * Says that the result depends on something that is not read through here: it is then valid at
   * this revision alone.
   */
  void untracked();

  /**
   * Waits for work that goes on elsewhere; it is cancelled at once when the run is.
   *
   * @throws ExecutionException when the work failed
   * @throws Cancelled when the run was cancelled
   * @throws java.util.concurrent.CancellationException when somebody else cancelled the work
   */
  <T> T await(Future<T> work) throws ExecutionException;

  /**
   * Ends the query when its run was cancelled; a long loop that reads nothing calls it now and
   * then.
   *
   * @throws Cancelled when nobody wants the result any more
   */
  void poll();

  /** Whether the run was cancelled: long work that reads nothing asks now and then, and ends. */
  boolean isCancelled();
}
