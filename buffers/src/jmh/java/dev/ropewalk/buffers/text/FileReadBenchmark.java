package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.pool.Lease;
import dev.ropewalk.buffers.pool.ScratchPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a file through a buffer that is allocated, allocated by the file's size, or pooled. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FileReadBenchmark {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long LIMIT = 100_000_000;

  @Param({"4000", "16000", "1000000"})
  private int bytes;

  private Path file;
  private final ScratchPool scratch = new ScratchPool(BUFFER_BYTES, 16, 4);

  /** Writes the file. */
  @Setup
  public void setUp() throws IOException {
    file = Files.createTempFile("ropewalk-read", ".txt");
    Files.writeString(file, "the quick brown fox jumps\n".repeat(bytes / 26));
  }

  /** Deletes the file. */
  @TearDown
  public void tearDown() throws IOException {
    Files.delete(file);
  }

  /** Through a new array of 64 KiB. */
  @Benchmark
  public Object allocated() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new FileDecoder(in, LIMIT, new byte[BUFFER_BYTES]).decode();
    }
  }

  /** Through a new array that just holds the file, if it is small. */
  @Benchmark
  public Object sized() throws IOException {
    long size = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      int length = Math.clamp(size + 1, TextFile.SNIFFED_BYTES + 1, BUFFER_BYTES);
      return new FileDecoder(in, LIMIT, new byte[length]).decode();
    }
  }

  /** Through a pooled array of 64 KiB. */
  @Benchmark
  public Object pooled() throws IOException {
    try (InputStream in = Files.newInputStream(file);
        Lease<byte[]> lease = scratch.lease()) {
      return new FileDecoder(in, LIMIT, lease.get()).decode();
    }
  }
}
