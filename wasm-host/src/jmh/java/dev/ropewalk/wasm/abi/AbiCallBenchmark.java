package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.registry.ExtensionId;
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

/** The cost of a call: 1 KB in and out, and 100 host calls in batches of 1, 10 and 100. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-XX:-DontCompileHugeMethods")
public class AbiCallBenchmark {
  private static final String GUEST =
      """
      #define ROPEWALK_IMPLEMENTATION
      #include "ropewalk.h"
      void rw_answer(struct rw_request r, struct rw_buffer *answer) {
        struct rw_bytes name = rw_get_bytes(&r.rest), argument = rw_get_bytes(&r.rest);
        if (name.length > 1) {
          rw_put_bytes(answer, argument);
          uint8_t *at = answer->at + 4;
          for (uint32_t i = 0; i < argument.length; i++)
            if (at[i] - 'a' < 26u) at[i] -= 32;
        } else {
          struct rw_batch batch = {0};
          uint32_t most = argument.length;
          for (uint32_t i = 0; i < 100; i++) {
            uint32_t begun = rw_batch_begin(&batch, i, RW_LENGTH);
            rw_put_bytes(&batch.calls, r.document);
            rw_batch_end(&batch, begun);
            if (batch.count == most) {
              struct rw_reader replies = rw_batch_ask(&batch);
              struct rw_reply reply;
              while (rw_reply_next(&replies, &reply)) continue;
            }
          }
          rw_put_u32(answer, 0);
        }
        rw_put_u32(answer, 0);
      }
      """;

  @Param({"1", "10", "100"})
  private int batch;

  private final Extensions extensions = new Extensions();
  private final FakeWorld world = new FakeWorld().with("a", "text");
  private final AbiRequest upper = new AbiRequest.Command("a", "", "upper", "x".repeat(1024));
  private final byte[] bytes = upper.encode();
  private AbiRequest batches = upper;
  private AbiExtension extension = extensions.of(new byte[0]);
  private AbiInstance instance;

  /** Made by the harness. */
  public AbiCallBenchmark() {}

  /** Loads the guest. */
  @Setup
  public void setUp() {
    byte[] module = Toolchain.c(GUEST);
    extension = extensions.of(module);
    batches = new AbiRequest.Command("a", "", "b", "x".repeat(batch));
    instance =
        new AbiInstance(
            new ExtensionId("bench"),
            CompiledModule.load(CompiledModule.compileRewindable(module)),
            64,
            false,
            null,
            AbiListener.NONE,
            new LogGate(System::nanoTime));
  }

  /** Ends its threads. */
  @TearDown
  public void tearDown() {
    extensions.close();
  }

  /** The ABI alone: alloc, copy in, work, copy out, rewind. */
  @Benchmark
  public byte[] oneKilobyte() {
    var frame = new Frame("a", world, Courier.DIRECT, Extensions.BUDGETS, System::nanoTime, null);
    byte[] answer = instance.call(Op.COMMAND, bytes, frame, false);
    instance.rewind();
    return answer;
  }

  /** All of it: lease, lane, thread there and back, checked answer. */
  @Benchmark
  public AbiResult oneKilobyteThroughALane() {
    return called(upper);
  }

  /** 100 host calls. */
  @Benchmark
  public AbiResult hundredHostCalls() {
    return called(batches);
  }

  private AbiResult called(AbiRequest request) {
    AbiResult result = extension.call(request, world);
    world.reads.clear();
    extensions.reports.clear();
    return result;
  }
}
