package dev.ropewalk.daemon.testing;

import dev.ropewalk.daemon.engine.Cause;
import dev.ropewalk.daemon.engine.EngineCounters;
import dev.ropewalk.daemon.engine.EngineListener;
import dev.ropewalk.daemon.engine.QueryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes down which queries did what, and counts it as the daemon does. */
public final class ExecutedLog implements EngineListener {
  public final EngineCounters counters = new EngineCounters();
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  /** What was computed or recalled since the last call, in order: {@code ran outline}, … */
  public List<String> executed() {
    return take(line -> !line.startsWith("verified"));
  }

  /** Everything since the last call, verifications too. */
  public List<String> all() {
    return take(line -> true);
  }

  private List<String> take(java.util.function.Predicate<String> wanted) {
    var lines = new ArrayList<String>();
    for (String line = log.poll(); line != null; line = log.poll()) {
      if (wanted.test(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  @Override
  public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
    counters.executed(key, cause, same, nanos);
    log.add((same ? "same " : "ran ") + key.query().id());
  }

  @Override
  public void verified(QueryKey<?> key, int edges) {
    counters.verified(key, edges);
    log.add("verified " + key.query().id());
  }

  @Override
  public void recalled(QueryKey<?> key) {
    counters.recalled(key);
    log.add("recalled " + key.query().id());
  }

  @Override
  public void hit(QueryKey<?> key) {
    counters.hit(key);
  }

  @Override
  public void decoded(QueryKey<?> key, Tier tier) {
    counters.decoded(key, tier);
  }

  @Override
  public void evicted(QueryKey<?> key, String cause) {
    counters.evicted(key, cause);
  }
}
