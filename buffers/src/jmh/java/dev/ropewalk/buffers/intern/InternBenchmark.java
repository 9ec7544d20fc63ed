package dev.ropewalk.buffers.intern;

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

/** Finding the copy of a URI of 60 characters among 10,000, beside String.intern. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InternBenchmark {
  private static final int STRINGS = 10_000;

  private final StringInterner interner = new StringInterner(1000);
  private final String[] held = new String[STRINGS];
  private final byte[][] received = new byte[STRINGS][];

  /** Where a thread is among the strings. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;

    int advance() {
      next = (next + 7919) % STRINGS;
      return next;
    }
  }

  /** Interns all once. */
  @Setup
  public void setUp() {
    for (int i = 0; i < STRINGS; i++) {
      String uri = "file:///home/somebody/projects/ropewalk/source/File%06d.java".formatted(i);
      received[i] = uri.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      held[i] = interner.intern(uri);
      if (!uri.intern().equals(held[i])) {
        throw new AssertionError(uri);
      }
    }
  }

  /** A new string as it comes from a message, interned. */
  @Benchmark
  public String interned(Cursor cursor) {
    return interner.intern(string(cursor));
  }

  /** The same with the JVM's own table. */
  @Benchmark
  public String internedByTheJvm(Cursor cursor) {
    return string(cursor).intern();
  }

  /** Making the string alone. */
  @Benchmark
  public String notInterned(Cursor cursor) {
    return string(cursor);
  }

  private String string(Cursor cursor) {
    return new String(received[cursor.advance()], java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
