package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Random programs over inputs: what a query reads next, and when it ends, depends on what it has
 * read so far. Values are few, so that results often stay the same when reads change.
 */
final class Graph {
  static final InputKind CELL = new InputKind("cell", Durability.LOW);
  static final Integer NOTHING = -1;
  private static final int VALUES = 3;
  private static final int MAX_READS = 4;

  static final Codec<Integer> INT =
      new Codec<>() {
        @Override
        public byte[] encode(Integer value) {
          return new CanonicalWriter().putInt(value).toBytes();
        }

        @Override
        public Integer decode(byte[] bytes) throws CanonicalException {
          var reader = new CanonicalReader(bytes);
          int value = reader.getInt();
          reader.end();
          return value;
        }
      };

  final long seed;
  final int queries;
  final int inputs;
  final boolean cycles;
  final Node query = new Node();

  /** What each query read when it last ran, for tests that ask whether it had to run again. */
  final Map<String, List<Read>> lastReads = new ConcurrentHashMap<>();

  final AtomicLong executions = new AtomicLong();

  /** Called at every step of every query. */
  volatile Runnable atStep = () -> {};

  /** Likewise, with what a query may wait by. */
  volatile Consumer<Reads> guest = reads -> {};

  /** One read: an input when {@code query} is negative. */
  record Read(int query, int input, int value) {}

  Graph(long seed, int queries, int inputs, boolean cycles) {
    this.seed = seed;
    this.queries = queries;
    this.inputs = inputs;
    this.cycles = cycles;
  }

  static InputKey cell(int input) {
    return new InputKey(CELL, Integer.toString(input));
  }

  static InputWrite write(int input, int value, Durability durability) {
    return value == NOTHING
        ? InputWrite.remove(cell(input))
        : InputWrite.set(cell(input), Fingerprint.of(INT.encode(value)), value, durability);
  }

  private long mix(int node, List<Read> reads) {
    long h = seed * 0x9E3779B97F4A7C15L + node;
    for (Read read : reads) {
      h = (h ^ (read.query * 31L + read.input * 17L + read.value)) * 0xBF58476D1CE4E5B9L;
      h ^= h >>> 29;
    }
    h *= 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  /** The next read, or null when the query ends. */
  private Read next(int node, List<Read> reads) {
    long h = mix(node, reads);
    int reach = cycles ? queries : node;
    if (reads.size() >= MAX_READS || (reads.size() > 0 && Math.floorMod(h, 5) == 0)) {
      return null;
    }
    boolean input = reach == 0 || Math.floorMod(h >>> 8, 3) == 0;
    return input
        ? new Read(-1, (int) Math.floorMod(h >>> 16, (long) inputs), 0)
        : new Read((int) Math.floorMod(h >>> 16, (long) reach), 0, 0);
  }

  private int result(int node, List<Read> reads) {
    return (int) Math.floorMod(mix(node + 1000, reads) >>> 7, (long) VALUES);
  }

  /** The oracle: everything from scratch. {@code cells} has NOTHING where there is no input. */
  int expected(int node, int[] cells) {
    return expected(node, cells, new HashMap<>());
  }

  private int expected(int node, int[] cells, Map<Integer, Integer> known) {
    Integer found = known.get(node);
    if (found != null) {
      return found;
    }
    var reads = new ArrayList<Read>();
    for (Read read = next(node, reads); read != null; read = next(node, reads)) {
      int value = read.query < 0 ? cells[read.input] : expected(read.query, cells, known);
      reads.add(new Read(read.query, read.input, value));
    }
    int result = result(node, reads);
    known.put(node, result);
    return result;
  }

  /** Whether queries of every third number have no answer for a cycle. */
  boolean failsOnCycles;

  /** Stands for the failure of a cycle where a result is expected. */
  static int failure(List<String> members) {
    return -1000 - Math.floorMod(members.hashCode(), 1000);
  }

  static boolean isFailure(int result) {
    return result <= -1000;
  }

  /** A cycle, as a computation from scratch meets it. */
  private static final class Met extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient List<Integer> members;

    Met(List<Integer> members) {
      super("a cycle", null, false, false);
      this.members = List.copyOf(members);
    }
  }

  /** The oracle of graphs with cycles; {@code known} is of these cells alone, and grows. */
  int expectedWithCycles(int node, int[] cells, Map<Integer, Integer> known) {
    return withCycles(node, cells, known, new ArrayList<>());
  }

  private int withCycles(int node, int[] cells, Map<Integer, Integer> known, List<Integer> path) {
    Integer found = known.get(node);
    if (found != null) {
      return found;
    }
    int before = path.indexOf(node);
    if (before >= 0) {
      throw new Met(path.subList(before, path.size()));
    }
    path.add(node);
    int result;
    try {
      var reads = new ArrayList<Read>();
      for (Read read = next(node, reads); read != null; read = next(node, reads)) {
        int value = read.query < 0 ? cells[read.input] : withCycles(read.query, cells, known, path);
        if (isFailure(value)) {
          known.put(node, value);
          return value; // it goes to all who read it
        }
        reads.add(new Read(read.query, read.input, value));
      }
      result = result(node, reads);
    } catch (Met cycle) {
      result =
          onCycle(
              node, cycle.members.stream().map(member -> "node(" + member + ")").sorted().toList());
      if (cycle.members.getFirst() != node) {
        known.put(node, result);
        throw cycle;
      }
    } finally {
      path.removeLast();
    }
    known.put(node, result);
    return result;
  }

  private int onCycle(int node, List<String> members) {
    if (failsOnCycles && node % 3 == 0) {
      return failure(members);
    }
    return 100 + members.hashCode() % 100;
  }

  /** Whether some read of the last run has another value in {@code cells}. */
  boolean someReadChanged(String argument, int[] cells) {
    List<Read> reads = lastReads.get(argument);
    return reads == null
        || reads.stream()
            .anyMatch(
                read ->
                    read.value
                        != (read.query < 0
                            ? cells[read.input]
                            : expected(read.query, cells, new HashMap<>())));
  }

  /** The queries of the graph, by number. */
  final class Node implements Query<Integer> {
    @Override
    public String id() {
      return "node";
    }

    @Override
    public Codec<Integer> codec() {
      return INT;
    }

    @Override
    public Optional<String> storedVersion() {
      return Optional.of("1");
    }

    @Override
    public boolean storedByInputs() {
      return Math.floorMod(seed, 3) == 0;
    }

    @Override
    public Integer compute(String argument, Reads reads) {
      int node = Integer.parseInt(argument);
      executions.incrementAndGet();
      var seen = new ArrayList<Read>();
      for (Read read = next(node, seen); read != null; read = next(node, seen)) {
        atStep.run();
        guest.accept(reads);
        int value;
        if (read.query < 0) {
          Optional<Integer> cell = reads.input(cell(read.input), Integer.class);
          value = cell.orElse(NOTHING);
        } else if (Math.floorMod(mix(node, seen) >>> 40, 4) == 0) {
          // The same read, by the way that forks.
          value = reads.getAll(this, List.of(Integer.toString(read.query))).getFirst();
        } else {
          value = reads.get(this, Integer.toString(read.query));
        }
        seen.add(new Read(read.query, read.input, value));
      }
      lastReads.put(argument, List.copyOf(seen));
      return result(node, seen);
    }

    @Override
    public Integer onCycle(String argument, List<String> members) {
      int result = Graph.this.onCycle(Integer.parseInt(argument), members);
      if (isFailure(result)) {
        throw new CycleException(members);
      }
      return result;
    }
  }

  static int[] noCells(int inputs) {
    int[] cells = new int[inputs];
    Arrays.fill(cells, NOTHING);
    return cells;
  }
}
