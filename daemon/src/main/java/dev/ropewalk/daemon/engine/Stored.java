package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine's side of a {@link ResultStore}: keys as names, and names as keys again. */
final class Stored {
  private final ResultStore store;
  private final Map<String, Query<?>> queries = new ConcurrentHashMap<>();
  private final Map<String, InputKind> kinds = new ConcurrentHashMap<>();

  Stored(ResultStore store) {
    this.store = store;
    kinds.put(Distrust.KIND.name(), Distrust.KIND);
  }

  /** Makes names known; a record with a read of another name does not hold. */
  void know(Collection<? extends Query<?>> known, Collection<InputKind> inputs) {
    for (Query<?> query : known) {
      Query<?> other = queries.putIfAbsent(query.id(), query);
      if (other != null && other != query) {
        throw new IllegalArgumentException("two queries have the id " + query.id());
      }
    }
    for (InputKind kind : inputs) {
      InputKind other = kinds.putIfAbsent(kind.name(), kind);
      if (other != null && !other.equals(kind)) {
        throw new IllegalArgumentException("two kinds of inputs are called " + kind.name());
      }
    }
  }

  /** The key that {@link Key#display} shows so, when its name is known. */
  Optional<Key> key(String display) {
    int open = display.indexOf('(');
    if (open < 0 || !display.endsWith(")")) {
      return Optional.empty();
    }
    String name = display.substring(0, open);
    String argument = Key.asItWas(display.substring(open + 1, display.length() - 1));
    Key key = key(kinds.containsKey(name), name, argument);
    return Optional.ofNullable(key);
  }

  private @Nullable Key key(boolean input, String name, String argument) {
    if (input) {
      InputKind kind = kinds.get(name);
      return kind == null ? null : new InputKey(kind, argument);
    }
    Query<?> query = queries.get(name);
    return query == null ? null : new QueryKey<>(query, argument);
  }

  private static Optional<ResultStore.Recipe> recipe(QueryKey<?> key) {
    return key.query()
        .storedVersion()
        .map(version -> new ResultStore.Recipe(key.query().id(), key.argument(), version));
  }

  /** What the store has of a key: reads and fingerprints, newest first. */
  List<Memo.Trace> traces(QueryKey<?> key) {
    Optional<ResultStore.Recipe> recipe = recipe(key);
    if (recipe.isEmpty()) {
      return List.of();
    }
    var traces = new ArrayList<Memo.Trace>();
    for (ResultStore.Trace trace : store.records(recipe.get())) {
      Edge[] edges = edges(trace.reads());
      if (edges != null) {
        traces.add(new Memo.Trace(trace.result(), edges, null));
      }
    }
    return traces;
  }

  private Edge @Nullable [] edges(List<ResultStore.Read> reads) {
    var edges = new Edge[reads.size()];
    for (int i = 0; i < edges.length; i++) {
      ResultStore.Read read = reads.get(i);
      Key key = key(read.input(), read.kind(), read.name());
      if (key == null) {
        return null;
      }
      edges[i] = new Edge(key, read.fingerprint());
    }
    return edges;
  }

  /** The bytes of a memo's value. */
  Optional<byte[]> value(Memo memo) {
    return recipe(memo.key).flatMap(recipe -> store.value(recipe, memo.fingerprint));
  }

  /**
   * Keeps a result that is the same whoever computes it again.
   *
   * @param headers what is remembered of what it rests on
   */
  void put(Memo memo, byte[] bytes, Function<QueryKey<?>, @Nullable Memo> headers) {
    if (memo.untracked || !memo.stamp().hinted()) {
      return;
    }
    ResultStore.Recipe recipe = recipe(memo.key).orElse(null);
    if (recipe == null) {
      return;
    }
    Optional<List<Edge>> edges =
        memo.key.query().storedByInputs()
            ? Ground.of(memo, headers)
            : Optional.of(Arrays.asList(memo.edges));
    edges.ifPresent(
        reads ->
            store.put(
                recipe,
                new ResultStore.Trace(reads.stream().map(Stored::read).toList(), memo.fingerprint),
                bytes));
  }

  private static ResultStore.Read read(Edge edge) {
    return switch (edge.key()) {
      case InputKey input ->
          new ResultStore.Read(true, input.kind().name(), input.name(), edge.fingerprint());
      case QueryKey<?> query ->
          new ResultStore.Read(false, query.query().id(), query.argument(), edge.fingerprint());
    };
  }

  /**
   * Removes a result that was wrong, and all that may rest on it without naming it: another process
   * would believe those.
   */
  void distrust(QueryKey<?> key) {
    recipe(key).ifPresent(store::forget);
    for (Query<?> query : queries.values()) {
      if (query.storedByInputs()) {
        store.forgetAll(query.id());
      }
    }
  }
}
