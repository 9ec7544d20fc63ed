package dev.ropewalk.daemon.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The inputs that a result rests on, gathered from the memos of what it read. */
final class Ground {
  /*
   * A memo says: when its reads have these fingerprints, so has its result. Put together, the memos
   * under a result say so of inputs alone: when these have the fingerprints that the memos saw, each
   * read of an input holds, then each result that read only such, and so on upwards. That is true
   * whatever revisions the memos are of, if only each has the fingerprint that its reader saw and no
   * input is seen with two. ("Deep constructive traces" of Mokhov, Mitchell, Peyton Jones.)
   *
   * What the records of the queries in between would say besides, that nobody found them impure, is
   * read as an input of Distrust. Order is that of the first read.
   */
  /** More reads are no small record, and to check them is no small thing. */
  static final int MOST = 4_096;

  private final Function<QueryKey<?>, @Nullable Memo> headers;
  private final Map<InputKey, Fingerprint> inputs = new LinkedHashMap<>();
  private final Set<QueryKey<?>> seen = new HashSet<>();

  private Ground(Function<QueryKey<?>, @Nullable Memo> headers) {
    this.headers = headers;
  }

  /**
   * The inputs under a memo; empty when a memo below it is gone or another one, when something is
   * not tracked, or when there are more than {@link #MOST}.
   */
  static Optional<List<Edge>> of(Memo memo, Function<QueryKey<?>, @Nullable Memo> headers) {
    var ground = new Ground(headers);
    if (!ground.gather(memo)) {
      return Optional.empty();
    }
    var edges = new ArrayList<Edge>(ground.inputs.size());
    ground.inputs.forEach((key, fingerprint) -> edges.add(new Edge(key, fingerprint)));
    return Optional.of(edges);
  }

  private boolean gather(Memo top) {
    Deque<Iterator<Edge>> open = new ArrayDeque<>();
    open.push(List.of(top.edges).iterator());
    while (!open.isEmpty()) {
      if (!open.peek().hasNext()) {
        open.pop();
        continue;
      }
      Edge edge = open.peek().next();
      switch (edge.key()) {
        case InputKey input -> {
          if (!add(input, edge.fingerprint())) {
            return false;
          }
        }
        case QueryKey<?> query -> {
          Memo memo = headers.apply(query);
          if (memo == null
              || memo.untracked
              || !memo.fingerprint.equals(edge.fingerprint())
              || !add(Distrust.key(query.query()), Fingerprint.ABSENT)) {
            return false;
          }
          if (seen.add(query)) {
            open.push(List.of(memo.edges).iterator());
          }
        }
      }
    }
    return true;
  }

  private boolean add(InputKey key, Fingerprint fingerprint) {
    Fingerprint before = inputs.putIfAbsent(key, fingerprint);
    return (before == null || before.equals(fingerprint)) && inputs.size() <= MOST;
  }
}
