package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a restart asks of the store: 10,000 results, each with its records and then its value, by
 * one thread. The first of the iterations, in a JVM that has just begun, is the one that a user
 * waits for; there is no warm-up. Files are in the page cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 0)
@Measurement(iterations = 3)
public class StoreBenchmark {
  private static final int RESULTS = 10_000;

  /** Size of each value. */
  @Param({"2000"})
  public int valueBytes;

  /** A value up to this size is in its record; 0 puts each into a file of its own. */
  @Param({"0", "8192"})
  public int inlineBytes;

  /** Traces in each record. */
  @Param({"1", "3"})
  public int traces;

  private Path root;
  private DiskStore store;
  private int offset;

  private DiskStore open() {
    StoreTuning t = StoreTuning.PRODUCTION;
    return new DiskStore(
        root,
        StoreSettings.defaults(),
        new StoreTuning(
            t.maxTraces(),
            inlineBytes,
            t.olderBytes(),
            t.recentBytes(),
            t.touchAfter(),
            t.staleTemporary(),
            Duration.ofDays(1),
            Duration.ofMinutes(1)),
        InstantSource.system());
  }

  private static Recipe recipe(int i) {
    return new Recipe("symbols", "file:///home/user/project/src/main/java/p/C" + i + ".java", "1");
  }

  private Trace trace(int i, int trace, byte[] value) {
    new Random(i * 31L + trace).nextBytes(value);
    var reads = new ArrayList<Read>();
    reads.add(new Read(true, "file", recipe(i).argument(), Fingerprint.of(value)));
    reads.add(new Read(false, "language", recipe(i).argument(), Fingerprint.ABSENT));
    return new Trace(reads, Fingerprint.of(value));
  }

  /** Fills the directory. */
  @Setup(Level.Trial)
  public void fill() throws IOException {
    root = Files.createTempDirectory("ropewalk-store-bench");
    try (DiskStore filled = open()) {
      for (int trace = 0; trace < traces; trace++) {
        for (int i = 0; i < RESULTS; i++) {
          byte[] value = new byte[valueBytes];
          filled.put(recipe(i), trace(i, trace, value), value);
        }
        filled.flush();
      }
    }
  }

  /** A process that has just begun. */
  @Setup(Level.Iteration)
  public void begin() {
    store = open();
  }

  /** Ends it. */
  @TearDown(Level.Iteration)
  public void end() {
    store.close();
  }

  /** Removes the directory. */
  @TearDown(Level.Trial)
  public void empty() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Looks up all results. */
  @Benchmark
  public long restart() {
    long bytes = 0;
    for (int i = 0; i < RESULTS; i++) {
      List<Trace> records = store.records(recipe(i));
      bytes += store.value(recipe(i), records.getFirst().result()).orElseThrow().length;
    }
    return bytes;
  }

  /** Writes results that are not there yet, to the last one. */
  @Benchmark
  public long write() {
    offset += RESULTS;
    for (int i = 0; i < RESULTS; i++) {
      byte[] value = new byte[valueBytes];
      store.put(recipe(offset + i), trace(offset + i, 0, value), value);
    }
    store.flush();
    return store.statistics().writtenFiles();
  }

  /** Looks for results that are not there, as the first start does. */
  @Benchmark
  public int nothing() {
    int found = 0;
    for (int i = 1; i <= RESULTS; i++) {
      found += store.records(recipe(-i)).size();
    }
    return found;
  }
}
