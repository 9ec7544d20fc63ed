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

/** Kinds of edits of a {@link Text} that {@link EditBenchmark} does not have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TextEditBenchmark {
  /** The size of the document, in bytes. */
  @Param({"10000", "1000000", "100000000"})
  public int bytes;

  /** See {@link SampleText}. */
  @Param({"ascii", "mixed"})
  public String kind;

  private Text loaded;
  private Text text;
  private long state;

  @Setup(Level.Trial)
  public void load() {
    loaded = Text.of(SampleText.of(kind, bytes));
  }

  @Setup(Level.Iteration)
  public void reset() {
    text = loaded;
    state = 88172645463325252L;
  }

  @Benchmark
  public Text typeAtEnd() {
    int end = text.lengthUtf16();
    text = text.replace(end, end, "x");
    return text;
  }

  @Benchmark
  public Text typeAtEndAndHash() {
    int end = text.lengthUtf16();
    text = text.replace(end, end, "x");
    text.contentHash();
    return text;
  }

  @Benchmark
  public Text replaceTenLines() {
    int line = random(text.lineCount() - 10);
    text = text.replace(text.lineStart(line), text.lineStart(line + 10), TEN_LINES);
    return text;
  }

  private static final String TEN_LINES = "a line that stands in for another\n".repeat(10);

  private int random(int bound) {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 33) % bound);
  }
}
