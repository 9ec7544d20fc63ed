package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.ClassImage;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestException.Code;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.LifeStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What an extension answers while its classes are being made. */
class InterpreterTierTest {
  private static final String GUEST =
      """
      #define ROPEWALK_IMPLEMENTATION
      #include "ropewalk.h"
      static volatile uint32_t calls;
      static bool is(struct rw_request *r, const char *name) {
        return rw_equal(r->language, rw_text(name));
      }
      void rw_answer(struct rw_request r, struct rw_buffer *answer) {
        calls++;
        if (is(&r, "loop")) for (;;) calls++;
        rw_put_bytes(answer, rw_text(calls == 1 ? "first" : "later"));
        rw_put_u32(answer, 0);
      }
      """;

  private static final Budgets TIGHT =
      new Budgets(Duration.ofMillis(200), Duration.ofSeconds(20), 8, 500, 1 << 20, 256L << 20);

  /** Compiles once it is let go. */
  private static final class Held implements ModuleCompiler {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch let = new CountDownLatch(1);
    final AtomicBoolean fails = new AtomicBoolean();

    @Override
    public ClassImage compile(byte[] module, boolean rewindable) {
      begun.countDown();
      try {
        assertTrue(let.await(2, TimeUnit.MINUTES));
      } catch (InterruptedException e) {
        throw new GuestException(Code.CLOSED, "stopped", e);
      }
      if (fails.get()) {
        throw new GuestException(Code.COMPILE_FAILED, "no compile today");
      }
      return IN_PROCESS.compile(module, rewindable);
    }
  }

  private final Held compiler = new Held();

  private static FakeWorld world() {
    return new FakeWorld().with("a", "short").with("b", "x".repeat(Extensions.MAX_INTERPRETED + 1));
  }

  private static String message(AbiResult result) {
    return assertInstanceOf(AbiResult.CommandDone.class, result).message();
  }

  private static AbiResult call(AbiExtension extension, String document, String what) {
    return extension.call(new AbiRequest.Command(document, what, "x", ""), world());
  }

  @Test
  void a_short_text_does_not_wait_for_the_compiler_and_a_long_one_does() throws Exception {
    try (var extensions = new Extensions(Extensions.BUDGETS, compiler)) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      var slow = world();
      for (int i = 1; i < 3; i++) {
        var request = new AbiRequest.Command("a", "", "x", "");
        assertEquals("first", message(extension.call(request, slow)), "it is rewound as well");
        assertEquals(i, slow.interpreted);
      }
      CompletableFuture<AbiResult> waiting =
          CompletableFuture.supplyAsync(() -> call(extension, "b", ""));
      CompletableFuture<Void> prepared = extension.compiled();
      assertEquals("first", message(call(extension, "a", "")));
      assertFalse(waiting.isDone());
      assertFalse(prepared.isDone());
      compiler.let.countDown();
      assertEquals("first", message(waiting.get(2, TimeUnit.MINUTES)));
      prepared.get(2, TimeUnit.MINUTES);
      var fast = world();
      var request = new AbiRequest.Command("a", "", "x", "");
      assertEquals("first", message(extension.call(request, fast)));
      assertEquals("first", message(extension.call(request, fast)));
      assertEquals(0, fast.interpreted);
    }
  }

  @Test
  void what_fails_in_the_interpreter_is_asked_again_of_the_classes_and_blamed_once()
      throws Exception {
    try (var extensions = new Extensions(TIGHT, compiler)) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      CompletableFuture<AbiResult> loop =
          CompletableFuture.supplyAsync(() -> call(extension, "a", "loop"));
      assertTrue(compiler.begun.await(2, TimeUnit.MINUTES));
      assertEquals("first", message(call(extension, "a", "")));
      compiler.let.countDown();
      var failure = assertThrows(ExecutionException.class, () -> loop.get(2, TimeUnit.MINUTES));
      assertEquals(
          Code.TIMED_OUT, assertInstanceOf(GuestException.class, failure.getCause()).code());
      assertEquals(1, extension.life().status().offences());
      assertEquals("first", message(call(extension, "a", "")));
    }
  }

  @Test
  void classes_that_cannot_be_made_fail_the_extension_until_the_back_off_is_over() {
    try (var extensions = new Extensions(Extensions.BUDGETS, compiler)) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      assertEquals("first", message(call(extension, "a", "")));
      compiler.fails.set(true);
      compiler.let.countDown();
      var failure = assertThrows(GuestException.class, () -> call(extension, "b", ""));
      assertEquals("no compile today", failure.getMessage());
      assertEquals(LifeStatus.State.FAILED, extension.life().status().state());
      failure = assertThrows(GuestException.class, () -> call(extension, "a", ""));
      assertEquals("no compile today", failure.getMessage());
      compiler.fails.set(false);
      extensions.skipped.addAndGet(Duration.ofMinutes(1).toNanos());
      assertEquals("first", message(call(extension, "b", "")));
      assertEquals(LifeStatus.State.READY, extension.life().status().state());
    }
  }
}
