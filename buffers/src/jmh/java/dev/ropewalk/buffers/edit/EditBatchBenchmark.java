package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.text.TextEdit;
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

/** The algebra of batches of one edit, as of typing, and of many, as of a rename or a formatter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class EditBatchBenchmark {
  private static final int LENGTH = 100_000_000;

  @Param({"1", "1000"})
  private int edits;

  private final List<TextEdit> successive = new ArrayList<>();
  private EditBatch a = EditBatch.identity(0);
  private EditBatch b = a;
  private EditBatch afterA = a;
  private int offset;

  /** Spreads the edits over the document; those of two batches interleave. */
  @Setup
  public void setUp() {
    var first = new ArrayList<TextEdit>();
    var second = new ArrayList<TextEdit>();
    int apart = LENGTH / (edits + 1);
    for (int i = 0; i < edits; i++) {
      first.add(new TextEdit(i * apart, i * apart + 3, "name"));
      second.add(new TextEdit(i * apart + 2, i * apart + 9, "x"));
      successive.add(new TextEdit(i * apart, i * apart + 3, "name"));
    }
    a = EditBatch.of(LENGTH, first);
    b = EditBatch.of(LENGTH, second);
    afterA = b.transform(a, Side.RIGHT);
  }

  /** Makes a batch of sorted edits. */
  @Benchmark
  public EditBatch ofSuccessive() {
    return EditBatch.ofSuccessive(LENGTH, successive);
  }

  /** This, then the next. */
  @Benchmark
  public EditBatch compose() {
    return a.compose(afterA);
  }

  /** One over a concurrent other. */
  @Benchmark
  public EditBatch transform() {
    return b.transform(a, Side.RIGHT);
  }

  /** One position. */
  @Benchmark
  public int mapPosition() {
    offset = (offset + 7_919_993) % LENGTH;
    return a.mapPosition(offset, Bias.AFTER);
  }
}
