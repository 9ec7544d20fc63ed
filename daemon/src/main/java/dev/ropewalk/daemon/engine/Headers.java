package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The table of memos: where each result came from, and since when it is true. */
final class Headers implements Reach.Memos {
  private final Cache<QueryKey<?>, Memo> table;
  private final Reach reach;
  private final Steps steps;

  Headers(EngineTuning tuning, Executor executor, Steps steps) {
    this.steps = steps;
    table =
        Caffeine.newBuilder()
            .maximumSize(tuning.maxHeaders())
            .executor(executor)
            .evictionListener(this::leave)
            .build();
    reach = new Reach(tuning.maxReach(), this, steps);
  }

  /** What a change may have reached in this table. */
  Reach reach() {
    return reach;
  }

  /** What is remembered of a key, whatever its revision. */
  @Nullable Memo newest(QueryKey<?> key) {
    return table.getIfPresent(key);
  }

  /** What is remembered of a key; I2: what a later run found is not for this one. */
  @Nullable Memo known(QueryKey<?> key, Run run) {
    Memo memo = table.getIfPresent(key);
    if (memo != null) {
      var unused = memo.stampFor(run.revision());
    }
    return memo;
  }

  /** I3: with I2 and claims, a memo of a later revision is never replaced by one of an earlier. */
  void publish(Memo mine, Run run) {
    steps.at(Steps.Point.TABLE);
    table
        .asMap()
        .compute(
            mine.key,
            (key, before) -> {
              if (before != null
                  && !before.constant
                  && before.stamp().verifiedAt() > mine.stamp().verifiedAt()) {
                return before;
              }
              reach.replace(before, mine);
              return mine;
            });
    steps.at(Steps.Point.TABLE_DONE);
    reach.settle(mine, run.revision());
  }

  /** A memo leaves the table; called in its atomic step. */
  private void leave(@Nullable QueryKey<?> unusedKey, @Nullable Memo memo, RemovalCause unused) {
    if (memo != null) {
      reach.left(memo);
    }
  }

  /** Forgets where a result came from. */
  void drop(QueryKey<?> key) {
    steps.at(Steps.Point.TABLE);
    var unused =
        table
            .asMap()
            .computeIfPresent(
                key,
                (same, memo) -> {
                  reach.left(memo);
                  return null;
                });
    steps.at(Steps.Point.TABLE_DONE);
  }

  @Override
  public @Nullable Memo at(QueryKey<?> key) {
    return table.policy().getIfPresentQuietly(key);
  }

  @Override
  public Map<QueryKey<?>, Memo> asMap() {
    return table.asMap();
  }

  /** About how many there are. */
  long size() {
    return table.estimatedSize();
  }

  /** At most so many keys that are wanted, in no order. */
  List<QueryKey<?>> keys(Predicate<QueryKey<?>> wanted, int most) {
    return table.asMap().keySet().stream().filter(wanted).limit(most).toList();
  }
}
