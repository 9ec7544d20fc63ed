package dev.ropewalk.wasm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.ByteWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever shape endless work has, an interrupt ends it. */
class PollPlanTest {
  private static final int I32 = 0x7f;
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void an_endless_loop_is_interrupted() {
    var module = new TunedModules();
    var code = new ByteWriter(16).u8(0x03).u8(0x40).u8(0x0c).u8(0).u8(0x0b).u8(0x41).u8(0);
    module.add("run", List.of(I32), I32, List.of(), code);
    isInterrupted(module);
  }

  @Test
  void an_endless_loop_of_a_switch_is_interrupted() {
    var module = new TunedModules();
    var code = new ByteWriter(16).u8(0x03).u8(0x40);
    code.u8(0x20).u8(0).u8(0x0e).u8(2).u8(0).u8(0).u8(0).u8(0x0b).u8(0x41).u8(0);
    module.add("run", List.of(I32), I32, List.of(), code);
    isInterrupted(module);
  }

  @Test
  void recursion_without_loops_is_interrupted() {
    // run(n) = n == 0 ? 0 : run(n - 1) + run(n - 1)
    var module = new TunedModules();
    var code = new ByteWriter(64).u8(0x20).u8(0).u8(0x45).u8(0x04).u8(I32).u8(0x41).u8(0).u8(0x05);
    for (int i = 0; i < 2; i++) {
      code.u8(0x20).u8(0).u8(0x41).u8(1).u8(0x6b).u8(0x10).u8(0);
    }
    code.u8(0x6a).u8(0x0b);
    module.add("run", List.of(I32), I32, List.of(), code);
    isInterrupted(module);
  }

  @Test
  void functions_that_each_call_the_next_twice_are_interrupted() {
    var module = new TunedModules();
    for (int i = 0; i < 64; i++) {
      var code = new ByteWriter(32).u8(0x20).u8(0);
      if (i > 0) {
        code.u8(0x10).u8(i - 1).u8(0x10).u8(i - 1);
      }
      module.add(i == 63 ? "run" : "f" + i, List.of(I32), I32, List.of(), code);
    }
    isInterrupted(module);
  }

  private static void isInterrupted(TunedModules module) {
    GuestInstance instance = module.instance();
    GuestException why =
        assertTimeoutPreemptively(
            LONG,
            () -> {
              Thread.currentThread().interrupt();
              try {
                return assertThrows(GuestException.class, () -> instance.function("run").call(64));
              } finally {
                Thread.interrupted();
              }
            });
    assertEquals(GuestException.Code.TIMED_OUT, why.code());
  }
}
