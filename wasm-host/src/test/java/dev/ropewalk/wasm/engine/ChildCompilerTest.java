package dev.ropewalk.wasm.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.install.HostEnvironment;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildCompilerTest {
  private static final long HEAP = 256L << 20;

  private static ChildCompiler compiler(Duration wall, long heap) {
    return new ChildCompiler(
        new ChildCompiler.Bounds(0, wall, heap),
        HostEnvironment.ofThisProcess().executable("nice"));
  }

  /** Functions that each write to memory, which a rewindable module marks. */
  private static byte[] module(int functions) {
    var module = new WasmBinary();
    module.types.add(new FuncType(List.of(), List.of()));
    module.memories.add(new WasmBinary.Limits(1, 1));
    // i32.const 0, i32.const 1, i32.store, end
    byte[] body = {0x00, 0x41, 0x00, 0x41, 0x01, 0x36, 0x02, 0x00, 0x0b};
    for (int i = 0; i < functions; i++) {
      module.functions.add(new WasmBinary.Function(0, List.of(), body));
    }
    return WasmWriter.write(module);
  }

  @Test
  void a_process_makes_the_same_classes() {
    byte[] module = module(3);
    for (boolean rewindable : new boolean[] {false, true}) {
      byte[] here = ModuleCompiler.IN_PROCESS.compile(module, rewindable).encode();
      byte[] there = compiler(Duration.ofMinutes(2), HEAP).compile(module, rewindable).encode();
      assertArrayEquals(here, there);
    }
  }

  @Test
  void what_is_no_module_is_refused_as_it_is_here() {
    byte[] broken = {0, 'a', 's', 'm', 1, 0, 0, 0, 99};
    var here =
        assertThrows(GuestException.class, () -> ModuleCompiler.IN_PROCESS.compile(broken, false));
    var there =
        assertThrows(
            GuestException.class,
            () -> compiler(Duration.ofMinutes(2), HEAP).compile(broken, false));
    assertEquals(here.code(), there.code());
    assertEquals(here.getMessage(), there.getMessage());
  }

  @Test
  void one_that_takes_too_long_is_stopped() {
    var failure =
        assertThrows(
            GuestException.class,
            () -> compiler(Duration.ofMillis(1), HEAP).compile(module(3), false));
    assertEquals(GuestException.Code.COMPILE_FAILED, failure.code());
    assertTrue(failure.getMessage().contains("guests.compileWall"), failure.getMessage());
    assertEquals(
        0,
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains("CompilerProcess"))
            .filter(
                child -> child.onExit().completeOnTimeout(null, 1, TimeUnit.MINUTES).join() == null)
            .count());
  }

  @Test
  void one_that_takes_too_much_memory_costs_only_itself() {
    var failure =
        assertThrows(
            GuestException.class,
            () -> compiler(Duration.ofMinutes(2), 16L << 20).compile(module(20_000), false));
    assertEquals(GuestException.Code.COMPILE_FAILED, failure.code());
    assertTrue(failure.getMessage().contains("guests.compileHeap"), failure.getMessage());
  }

  @Test
  void a_process_ends_when_nobody_waits_for_it() throws IOException, InterruptedException {
    Process process = compiler(Duration.ofMinutes(2), HEAP).start();
    try (var to = new DataOutputStream(process.getOutputStream())) {
      to.writeByte(0);
      to.writeInt(1_000);
      to.write(new byte[10]);
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertNotEquals(0, process.exitValue());
  }
}
