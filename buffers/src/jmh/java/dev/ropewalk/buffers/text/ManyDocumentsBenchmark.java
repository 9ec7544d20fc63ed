package dev.ropewalk.buffers.text;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The percentiles of an edit with 200 documents open, 10 kB to 1 MB, each with its last 50
 * snapshots kept; run it with {@code -jvmArgsAppend -XX:+UseG1GC} and {@code -XX:+UseZGC}. Users
 * type in runs: a document gets about 30 characters before the next one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class ManyDocumentsBenchmark {
  private static final int DOCUMENTS = 200;
  private static final int KEPT = 50;

  private final Text[] documents = new Text[DOCUMENTS];
  private final Text[][] kept = new Text[DOCUMENTS][KEPT];
  private final Random random = new Random(5);
  private int document;
  private int cursor;
  private int edits;

  @Setup
  public void open() {
    for (int i = 0; i < DOCUMENTS; i++) {
      int bytes = (int) (10_000 * Math.pow(100, random.nextDouble()));
      documents[i] = Text.of(SampleText.of("ascii", bytes));
    }
  }

  @Benchmark
  public Text edit() {
    if (edits % 30 == 0) {
      document = random.nextInt(DOCUMENTS);
      cursor = random.nextInt(documents[document].lengthUtf16());
    }
    Text text = documents[document];
    // Every second edit is a backspace, so that documents stay as large as they were.
    boolean back = edits % 2 == 1 && cursor > 0;
    text = back ? text.replace(cursor - 1, cursor, "") : text.replace(cursor, cursor, "x");
    cursor += back ? -1 : 1;
    documents[document] = text;
    kept[document][edits % KEPT] = text;
    edits++;
    return text;
  }
}
