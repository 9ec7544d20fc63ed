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
 * What it costs to look at one read. One result with many reads is asked after a write of something
 * else of its durability, and nothing is marked ({@code maxReach} 0): neither durability nor {@link
 * Reach} says that it is true, so each of its reads is looked at. The cost of one is the difference
 * between two numbers of reads, divided by the difference of the numbers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VerificationBenchmark {
  private static final InputKind FILE = new InputKind("file", Durability.LOW);

  /** What is read. */
  public enum Read {
    /** Inputs. */
    INPUT,
    /** Results that their durability shows to be true. */
    DURABLE_RESULT,
    /** Results that read one input each, which has to be looked at too. */
    RESULT
  }

  /** Reads of the result. */
  @Param({"1", "10", "100", "1000"})
  public int reads;

  /** What they are of. */
  @Param public Read of;

  private Engine engine;
  private Query<Long> wide;
  private Run run;
  private long turn;

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

  private abstract static class LongQuery implements Query<Long> {
    private final String id;

    LongQuery(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Codec<Long> codec() {
      return LONG;
    }
  }

  private static final class Narrow extends LongQuery {
    Narrow() {
      super("narrow");
    }

    @Override
    public Long compute(String argument, Reads reads) {
      return reads.input(new InputKey(FILE, argument), Long.class).orElse(0L);
    }
  }

  private final class Wide extends LongQuery {
    private final Narrow narrow = new Narrow();

    Wide() {
      super("wide");
    }

    @Override
    public Long compute(String argument, Reads all) {
      long sum = all.input(new InputKey(FILE, "own"), Long.class).orElse(0L);
      for (int i = 0; i < reads; i++) {
        String name = Integer.toString(i);
        sum +=
            of == Read.INPUT
                ? all.input(new InputKey(FILE, name), Long.class).orElse(0L)
                : all.get(narrow, name);
      }
      return sum;
    }
  }

  private static InputWrite write(String name, long value, Durability durability) {
    return InputWrite.set(
        new InputKey(FILE, name), Fingerprint.of(LONG.encode(value)), value, durability);
  }

  /** Fills the engine and asks once. */
  @Setup
  public void fill() {
    var unmarked = new EngineTuning(100_000, 1L << 28, 1 << 20, 2, 0, 0, 100_000, 128);
    engine = new Engine(unmarked, Runnable::run, EngineListener.NONE);
    wide = new Wide();
    var batch = new ArrayList<InputWrite>();
    batch.add(write("own", 1, Durability.LOW));
    for (int i = 0; i < reads; i++) {
      Durability durability = of == Read.DURABLE_RESULT ? Durability.HIGH : Durability.LOW;
      batch.add(write(Integer.toString(i), i, durability));
    }
    engine.write(batch);
    try (Run first = engine.begin()) {
      var unused = first.get(wide, "");
    }
  }

  /** A result that is known to be true at this revision. */
  @Benchmark
  public long hit() {
    if (run == null) {
      run = engine.begin();
    }
    return run.get(wide, "");
  }

  /** A write of something else, and the reads of the result looked at. */
  @Benchmark
  public long verify() {
    var unused = engine.write(List.of(write("other", ++turn, Durability.LOW)));
    try (Run next = engine.begin()) {
      return next.get(wide, "");
    }
  }
}
