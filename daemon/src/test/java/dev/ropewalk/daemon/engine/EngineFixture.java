package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** An engine, queries of functions, and the log of what ran; the tests of laws begin with it. */
abstract class EngineFixture {
  static final EngineTuning TUNING = new EngineTuning(1000, 1 << 20, 1 << 20, 2, 100, 0, 5000, 4);
  static final InputKind CELL = Graph.CELL;

  /** A query from a function; it is asked by one name. */
  static Query<Integer> query(String id, BiFunction<String, Reads, Integer> body) {
    return new Query<>() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Codec<Integer> codec() {
        return Graph.INT;
      }

      @Override
      public Integer compute(String argument, Reads reads) {
        return body.apply(argument, reads);
      }

      @Override
      public Integer onCycle(String argument, List<String> members) {
        return 1000 + members.size();
      }
    };
  }

  final List<String> log = new ArrayList<>();
  final EngineListener listener =
      new EngineListener() {
        @Override
        public void executed(QueryKey<?> key, Cause cause, boolean same, long nanos) {
          log.add((same ? "same " : "ran ") + key.display());
        }

        @Override
        public void recalled(QueryKey<?> key) {
          log.add("recalled " + key.display());
        }

        @Override
        public void restored(QueryKey<?> key) {
          log.add("restored " + key.display());
        }

        @Override
        public void verified(QueryKey<?> key, int edges) {
          log.add("verified " + key.display());
        }

        @Override
        public void decoded(QueryKey<?> key, Tier tier) {
          log.add("decoded " + key.display());
        }
      };

  Engine engine = new Engine(TUNING, Runnable::run, listener);

  static int cell(Reads reads, String name) {
    return reads.input(new InputKey(CELL, name), Integer.class).orElse(Graph.NOTHING);
  }

  void set(String name, int value, Durability durability) {
    engine.write(
        List.of(
            InputWrite.set(
                new InputKey(CELL, name),
                Fingerprint.of(Graph.INT.encode(value)),
                value,
                durability)));
  }

  int ask(Query<Integer> query, String argument) {
    try (Run run = engine.begin()) {
      return run.get(query, argument);
    }
  }

  List<String> logged() {
    var copy = List.copyOf(log);
    log.clear();
    return copy;
  }

  final Query<Integer> parity = query("parity", (a, reads) -> cell(reads, a) & 1);
  final Query<Integer> shown = query("shown", (a, reads) -> 10 + reads.get(parity, a));

  static Query<Integer> stored(String id, BiFunction<String, Reads, Integer> body) {
    return new Query<>() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Codec<Integer> codec() {
        return Graph.INT;
      }

      @Override
      public Optional<String> storedVersion() {
        return Optional.of("1");
      }

      @Override
      public Integer compute(String argument, Reads reads) {
        return body.apply(argument, reads);
      }
    };
  }

  void start(ResultStore store, Query<?> kept) {
    engine = new Engine(TUNING, MemoryPolicy.BY_WEIGHT, Runnable::run, listener, store);
    engine.know(List.of(parity, shown, kept), List.of(CELL));
  }
}
