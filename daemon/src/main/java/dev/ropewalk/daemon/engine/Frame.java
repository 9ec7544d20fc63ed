package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** One execution of a query: what it reads is recorded here. */
final class Frame implements Reads {
  private final Evaluator evaluator;
  private final Inputs inputs;
  private final Run run;
  private final Claim claim;
  private final Thread owner = Thread.currentThread();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Key, Fingerprint> seen = new HashMap<>();
  private Durability durability = Durability.HIGH;
  private boolean hinted = true;

  /** Also when a read failed, as its query may catch that: failures have no fingerprint. */
  private boolean untracked;

  private boolean closed;

  Frame(Evaluator evaluator, Inputs inputs, Run run, Claim claim) {
    this.evaluator = evaluator;
    this.inputs = inputs;
    this.run = run;
    this.claim = claim;
  }

  @Override
  public <T> Optional<T> input(InputKey key, Class<T> type) {
    check();
    run.poll();
    Inputs.Seen input = inputs.read(key, run.revision());
    record(key, input.fingerprint(), input.durability());
    return Optional.ofNullable(input.value()).map(type::cast);
  }

  @Override
  public <V> V get(Query<V> query, String argument) {
    check();
    var key = new QueryKey<>(query, argument);
    Found<V> found;
    try {
      found = evaluator.find(key, run, claim);
    } catch (RuntimeException e) {
      untracked = true;
      throw e;
    }
    record(found.memo());
    return found.value();
  }

  @Override
  public Fingerprint fingerprint(Query<?> query, String argument) {
    check();
    Memo memo;
    try {
      memo = evaluator.header(new QueryKey<>(query, argument), run, claim);
    } catch (RuntimeException e) {
      untracked = true;
      throw e;
    }
    record(memo);
    return memo.fingerprint;
  }

  @Override
  public <V> List<V> getAll(Query<V> query, List<String> arguments) {
    check();
    List<Found<V>> all;
    try {
      all = evaluator.findAll(query, arguments, run, claim);
    } catch (RuntimeException e) {
      untracked = true;
      throw e;
    }
    var values = new ArrayList<V>(all.size());
    for (Found<V> found : all) {
      record(found.memo());
      values.add(found.value());
    }
    return values;
  }

  @Override
  public void untracked() {
    check();
    untracked = true;
  }

  @Override
  public <T> T await(Future<T> work) throws ExecutionException {
    check();
    run.begin(work);
    try {
      // Others wait for this result too; who does not want it cancels the run.
      return Stacks.uninterrupted(work);
    } catch (CancellationException e) {
      run.poll();
      throw e;
    } finally {
      run.end(work);
    }
  }

  @Override
  public void poll() {
    check();
    run.poll();
  }

  @Override
  public boolean isCancelled() {
    return run.isCancelled();
  }

  private void record(Memo memo) {
    Memo.Stamp stamp = memo.stampFor(run.revision());
    memo.join(claim);
    hinted &= stamp.hinted();
    record(memo.key, memo.fingerprint, stamp.durability());
  }

  /**
   * Records a read. One that differs from an earlier one of the same key is recorded as well: both
   * together never verify, which is right, as the result depends on something that is not tracked.
   */
  private void record(Key key, Fingerprint fingerprint, Durability of) {
    durability = durability.min(of);
    if (!fingerprint.equals(seen.put(key, fingerprint))) {
      edges.add(new Edge(key, fingerprint));
    }
  }

  private void check() {
    if (closed || Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "reads of " + claim.key.display() + " belong to its own run and thread");
    }
  }

  /** Ends the execution; nothing can be read any more. */
  void close() {
    closed = true;
  }

  Edge[] edges() {
    return edges.toArray(Edge[]::new);
  }

  /** What a memo of this execution is stamped with. */
  Memo.Stamp stamp() {
    return new Memo.Stamp(
        run.revision(), untracked ? Durability.LOW : durability, hinted && !untracked);
  }

  boolean isUntracked() {
    return untracked;
  }
}
