package dev.ropewalk.buffers.pool;

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

/** A scratch array from the pool and from the heap, touched at both ends. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScratchBenchmark {
  @Param({"65536", "262144", "1048576"})
  private int bytes;

  private ScratchPool scratch;

  /** Makes the pool. */
  @Setup
  public void setUp() {
    scratch = new ScratchPool(bytes, 16, 4);
  }

  /** Leases an array and gives it back. */
  @Benchmark
  public byte[] pooled() {
    try (Lease<byte[]> lease = scratch.lease()) {
      return touch(lease.get());
    }
  }

  /** Makes an array and leaves it to the garbage collector. */
  @Benchmark
  public byte[] allocated() {
    return touch(new byte[bytes]);
  }

  private static byte[] touch(byte[] array) {
    array[0]++;
    array[array.length - 1]++;
    return array;
  }
}
