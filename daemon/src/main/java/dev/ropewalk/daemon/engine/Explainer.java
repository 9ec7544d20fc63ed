package dev.ropewalk.daemon.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from the memos why results were computed, or were not. */
final class Explainer {
  private static final int MOST_LOOKED_AT = 10_000;

  private final Map<QueryKey<?>, Memo> table;

  Explainer(Map<QueryKey<?>, Memo> table) {
    this.table = table;
  }

  Optional<Explanation> explain(QueryKey<?> key, long revision) {
    Memo memo = table.get(key);
    if (memo == null) {
      return Optional.empty();
    }
    Memo.Stamp stamp = memo.stamp();
    return Optional.of(
        new Explanation(
            key,
            revision,
            step(memo),
            stamp.verifiedAt(),
            stamp.durability(),
            stamp.hinted(),
            memo.edges.length,
            Arrays.stream(memo.edges).map(Edge::key).limit(Explanation.MOST).toList(),
            cascade(memo),
            cutOffs(memo)));
  }

  private static Explanation.Step step(Memo memo) {
    Memo.Origin origin = memo.origin;
    return new Explanation.Step(
        memo.key, Optional.of(origin.cause()), origin.revision(), origin.same(), origin.nanos());
  }

  private List<Explanation.Step> cascade(Memo memo) {
    var steps = new ArrayList<Explanation.Step>();
    Memo at = memo;
    while (at != null
        && at.origin.cause() instanceof Cause.ReadChanged(Key read)
        && steps.size() < Explanation.MOST) {
      at = read instanceof QueryKey<?> query ? table.get(query) : null;
      if (at != null && at.origin.revision() > memo.origin.revision()) {
        at = null; // computed again since, for a reason of its own
      }
      steps.add(at == null ? new Explanation.Step(read, Optional.empty(), 0, false, 0) : step(at));
    }
    return steps;
  }

  private List<Key> cutOffs(Memo memo) {
    var found = new ArrayList<Key>();
    var seen = new HashSet<Key>();
    var open = new ArrayDeque<Memo>(List.of(memo));
    while (!open.isEmpty() && seen.size() < MOST_LOOKED_AT && found.size() < Explanation.MOST) {
      for (Edge edge : open.pop().edges) {
        Memo read =
            edge.key() instanceof QueryKey<?> query && seen.add(query) ? table.get(query) : null;
        if (read != null) {
          if (read.origin.same() && read.origin.revision() > memo.origin.revision()) {
            found.add(read.key);
          } else {
            open.add(read);
          }
        }
      }
    }
    return found;
  }
}
