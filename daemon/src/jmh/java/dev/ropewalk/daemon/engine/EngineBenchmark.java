package dev.ropewalk.daemon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the engine costs: a hit, a verification, and an edit of one leaf in a tree of aggregates (32
 * reads each) that is asked at its root.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx3g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EngineBenchmark {
  private static final int FAN = 32;
  private static final InputKind FILE = new InputKind("file", Durability.MEDIUM);
  private static final InputKind OTHER = new InputKind("other", Durability.MEDIUM);

  /** Leaves of the tree; results are about a thirty-second more. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int leaves;

  private Engine engine;
  private Sum sums;
  private String root;
  private Run run;
  private int turn;

  private static final Codec<Long> LONG =
      new Codec<>() {
        @Override
        public byte[] encode(Long value) {
          return new CanonicalWriter().putLong(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) throws CanonicalException {
          return new CanonicalReader(bytes).getLong();
        }
      };

  /**
   * Argument {@code level/index}: the sum of 32 results of the level below; level 0 reads a file.
   */
  private final class Sum implements Query<Long> {
    @Override
    public String id() {
      return "sum";
    }

    @Override
    public Codec<Long> codec() {
      return LONG;
    }

    @Override
    public Long compute(String argument, Reads reads) {
      int slash = argument.indexOf('/');
      int level = Integer.parseInt(argument.substring(0, slash));
      int index = Integer.parseInt(argument.substring(slash + 1));
      if (level == 0) {
        return reads.input(file(index), Long.class).orElse(0L);
      }
      long sum = 0;
      int below = count(level - 1);
      for (int i = index * FAN; i < Math.min(below, (index + 1) * FAN); i++) {
        sum += reads.get(this, (level - 1) + "/" + i);
      }
      return sum;
    }
  }

  private int count(int level) {
    int count = leaves;
    for (int i = 0; i < level; i++) {
      count = (count + FAN - 1) / FAN;
    }
    return count;
  }

  private static InputKey file(int index) {
    return new InputKey(FILE, Integer.toString(index));
  }

  private static InputWrite write(InputKey key, long value) {
    return InputWrite.set(key, Fingerprint.of(LONG.encode(value)), value, Durability.MEDIUM);
  }

  /** Fills the engine and asks the root once. */
  @Setup
  public void fill() {
    var roomy = new EngineTuning(4_000_000, 1L << 30, 1 << 20, 2, 10_000, 0, 100_000, 128);
    engine = new Engine(roomy, Runnable::run, EngineListener.NONE);
    sums = new Sum();
    var batch = new ArrayList<InputWrite>(leaves);
    for (int i = 0; i < leaves; i++) {
      batch.add(write(file(i), i));
    }
    engine.write(batch);
    int level = 0;
    while (count(level) > 1) {
      level++;
    }
    root = level + "/0";
    try (Run first = engine.begin()) {
      var unused = first.get(sums, root);
    }
  }

  /** A result that is known to be true at this revision. */
  @Benchmark
  public long hit() {
    if (run == null) {
      run = engine.begin(); // the benchmarks that write have no run open for long
    }
    return run.get(sums, root);
  }

  /** A revision that changed nothing below: one aggregate verifies its 32 reads. */
  @Benchmark
  public long verify32() {
    var unused = engine.write(List.of(write(new InputKey(OTHER, "x"), ++turn)));
    try (Run next = engine.begin()) {
      return next.get(sums, "1/0");
    }
  }

  /** One leaf changes; the root is asked. */
  @Benchmark
  public long editLeafAskRoot() {
    turn++;
    var unused = engine.write(List.of(write(file(turn % leaves), -turn)));
    try (Run next = engine.begin()) {
      return next.get(sums, root);
    }
  }
}
