package dev.ropewalk.buffers.text;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Insertions of one character, ours and peers' beside each other, without and with a snapshot kept
 * after each. A mutable peer has no snapshots; it copies the whole text, which tells from which
 * size on it loses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xms4g",
      "-Xmx4g",
      "-XX:+AlwaysPreTouch",
      "-XX:+UseSerialGC",
      "-XX:+UseCompactObjectHeaders"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EditBenchmark {
  /** How many snapshots are kept before the oldest is let go; a power of two. */
  private static final int KEPT = 1024;

  private static final int RUN = 64;

  /** See {@link PeerText}. */
  @Param({
    PeerText.TEXT,
    PeerText.EDITOR,
    PeerText.BIFURCAN,
    PeerText.BIFURCAN_LINEAR,
    PeerText.STRING_BUILDER,
    PeerText.GAP_CONTENT,
    PeerText.ECLIPSE
  })
  public String peer;

  /** The size of the document, in bytes. */
  @Param({"10000", "1000000", "100000000"})
  public int bytes;

  /** See {@link SampleText}; peers are made for {@code ascii} and {@code oneline}. */
  @Param("ascii")
  public String kind;

  private PeerText text;
  private int cursor;
  private int typed;
  private long state;
  private final Object[] kept = new Object[KEPT];
  private int edits;

  @Setup(Level.Trial)
  public void load() {
    text = PeerText.of(peer, SampleText.of(kind, bytes));
    state = 88172645463325252L;
  }

  @Setup(Level.Iteration)
  public void reset() {
    cursor = text.length() / 2;
    typed = 0;
  }

  @Benchmark
  public int random() {
    int at = random(text.length());
    text.replace(at, at, "x");
    return at;
  }

  @Benchmark
  public Object randomWithSnapshot() {
    int at = random(text.length());
    text.replace(at, at, "x");
    return keep(text.snapshot());
  }

  @Benchmark
  public int cursor() {
    type();
    return cursor;
  }

  @Benchmark
  public Object cursorWithSnapshot() {
    type();
    return keep(text.snapshot());
  }

  /** Inserts at the cursor; after a run of 64 one edit takes the run back, so the size stays. */
  private void type() {
    if (typed == RUN) {
      text.replace(cursor - RUN, cursor, "");
      cursor -= RUN;
      typed = 0;
    } else {
      text.replace(cursor, cursor, "x");
      cursor++;
      typed++;
    }
  }

  private Object keep(Object snapshot) {
    kept[edits++ & (KEPT - 1)] = snapshot;
    return snapshot;
  }

  private int random(int bound) {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 33) % bound);
  }
}
