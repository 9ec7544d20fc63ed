package dev.ropewalk.buffers.text;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
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

/** Lines and offsets beside the one Java peer that knows lines. */
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
@Measurement(iterations = 3, time = 1)
public class LineLookupBenchmark {
  private static final int PLACES = 1 << 16;

  /** The size of the document, in bytes. */
  @Param({"1000000", "100000000"})
  public int bytes;

  private Text text;
  private Document document;
  private final int[] offsets = new int[PLACES];
  private final int[] lines = new int[PLACES];
  private int next;

  @Setup
  public void load() {
    String content = SampleText.of("ascii", bytes);
    text = Text.of(content);
    document = new Document(content);
    var random = new Random(7);
    for (int i = 0; i < PLACES; i++) {
      offsets[i] = random.nextInt(content.length());
      lines[i] = random.nextInt(text.lineCount());
    }
  }

  @Benchmark
  public int lineToOffset() {
    return text.lineStart(lines[place()]);
  }

  @Benchmark
  public int offsetToLine() {
    return text.lineOf(offsets[place()]);
  }

  @Benchmark
  public int lineToOffsetOfEclipse() throws BadLocationException {
    return document.getLineOffset(lines[place()]);
  }

  @Benchmark
  public int offsetToLineOfEclipse() throws BadLocationException {
    return document.getLineOfOffset(offsets[place()]);
  }

  private int place() {
    next = (next + 1) & (PLACES - 1);
    return next;
  }
}
