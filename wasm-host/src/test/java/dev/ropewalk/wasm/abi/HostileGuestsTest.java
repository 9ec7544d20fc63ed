package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.GuestLoaders;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestException.Code;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmReader;
import dev.ropewalk.wasm.module.WasmWriter;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.LifeStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests that mean harm: each costs its own call, and nothing else. */
class HostileGuestsTest {
  /** A guest in which a word of the request's language says what it does. */
  private static final String GUEST =
      """
      #define ROPEWALK_IMPLEMENTATION
      #include "ropewalk.h"
      static volatile uint32_t calls;
      static volatile uint32_t sink;
      __attribute__((noinline)) static uint32_t deep(uint32_t n) {
        volatile uint32_t here = n;
        return n == 0 ? 0 : deep(n - 1) + here;
      }
      static bool is(struct rw_request *r, const char *name) {
        return rw_equal(r->language, rw_text(name));
      }
      void rw_answer(struct rw_request r, struct rw_buffer *answer) {
        calls++;
        if (is(&r, "calls")) { rw_put_bytes(answer, rw_text(calls == 1 ? "first" : "later"));
          rw_put_u32(answer, 0); return; }
        if (is(&r, "loop")) for (;;) sink++;
        if (is(&r, "bomb")) for (;;) sink += (uint32_t)(uintptr_t)rw_alloc(1 << 20);
        if (is(&r, "swell"))
          while (__builtin_wasm_memory_size(0) < 100) __builtin_wasm_memory_grow(0, 1);
        if (is(&r, "deep")) { sink = deep(0x7fffffff); return; }
        if (is(&r, "trap")) __builtin_trap();
        if (is(&r, "panic")) rw_panic("gave\\x1b[31m up");
        if (is(&r, "pointer")) { answer->at = (uint8_t *)0xfffffff0; answer->length = 100; return; }
        if (is(&r, "length")) { answer->length = 0x80000000u; return; }
        if (is(&r, "output")) { answer->length = 2 << 20; return; }
        if (is(&r, "utf8")) { rw_put_bytes(answer, (struct rw_bytes){(const uint8_t *)"\\xff\\xfe", 2});
          rw_put_u32(answer, 0); return; }
        if (is(&r, "count")) { rw_put_bytes(answer, rw_text("m"));
          rw_put_u32(answer, 0x7fffffff); return; }
        if (is(&r, "left")) { rw_put_bytes(answer, rw_text("m")); rw_put_u32(answer, 0);
          rw_put_u8(answer, 0); return; }
        if (is(&r, "range")) { rw_put_bytes(answer, rw_text("m")); rw_put_u32(answer, 1);
          rw_put_u32(answer, 0); rw_put_u32(answer, 0); rw_put_u32(answer, 99);
          rw_put_u32(answer, 0); return; }
        if (is(&r, "inside")) { rw_put_bytes(answer, rw_text("m")); rw_put_u32(answer, 1);
          rw_put_u32(answer, 0); rw_put_u32(answer, 1); rw_put_u32(answer, 2);
          rw_put_u32(answer, 0); return; }
        if (is(&r, "storm")) for (;;) sink += (uint32_t)rw_host_text_length(0);
        if (is(&r, "read")) rw_host_text_read(0, 0, 2, (void *)0xfffffffe);
        if (is(&r, "take")) rw_host_take((void *)16);
        if (is(&r, "ask")) rw_host_ask((void *)0x7ffffff0, 0x7fffffff);
        if (is(&r, "question")) { rw_put_u32(answer, 1); rw_put_u8(answer, 99);
          rw_put_u32(answer, 0); rw_host_ask(answer->at, answer->length); }
        if (is(&r, "world")) { rw_document(RW_OWN); return; }
        if (is(&r, "log")) for (int i = 0; i < 1000; i++) rw_log(RW_WARNING, "a\\x1b]0;b\\nc");
        rw_put_bytes(answer, rw_text("fine"));
        rw_put_u32(answer, 0);
      }
      """;

  private static final Budgets TIGHT =
      new Budgets(Duration.ofMillis(200), Duration.ofSeconds(20), 8, 500, 1 << 20, 256L << 20);

  private static AbiResult run(AbiExtension extension, String what, FakeWorld world) {
    return extension.call(new AbiRequest.Command("a", what, "x", ""), world);
  }

  private static FakeWorld world() {
    return new FakeWorld().with("a", "é");
  }

  private static String message(AbiExtension extension, String what) {
    return assertInstanceOf(AbiResult.CommandDone.class, run(extension, what, world())).message();
  }

  @ParameterizedTest
  @CsvSource({
    "loop, TIMED_OUT, wall",
    "bomb, OUT_OF_MEMORY, 8 pages",
    "deep, TRAPPED, deep < deep",
    "trap, TRAPPED, rw_answer",
    "panic, TRAPPED, gave[31m up",
    "pointer, BAD_ANSWER, outside",
    "length, OVER_BUDGET, 2147483648",
    "output, OVER_BUDGET, 2097152",
    "utf8, BAD_ANSWER, UTF-8",
    "count, BAD_ANSWER, list",
    "left, BAD_ANSWER, left over",
    "range, BAD_ANSWER, outside",
    "inside, BAD_ANSWER, inside of a character",
    "storm, OVER_BUDGET, 500 host calls",
    "read, BAD_ANSWER, reads",
    "take, BAD_ANSWER, reply",
    "ask, BAD_ANSWER, outside",
    "question, BAD_ANSWER, no host call 99",
  })
  void eachCostsItsOwnCall(String what, Code code, String said) {
    try (var extensions = new Extensions(TIGHT)) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      assertEquals("fine", message(extension, "ok"));
      var failure = assertThrows(GuestException.class, () -> run(extension, what, world()));
      assertEquals(code, failure.code(), failure.getMessage());
      assertTrue(failure.getMessage().contains(said), failure.getMessage());
      assertEquals("fine", message(extension, "ok"), "the next call has a sound instance");
    }
  }

  @Test
  void noCallSeesAnother() {
    try (var extensions = new Extensions()) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      for (int i = 0; i < 3; i++) {
        assertEquals("first", message(extension, "calls"));
      }
    }
  }

  @Test
  void repeatedOffendersAreQuarantined() {
    try (var extensions = new Extensions(TIGHT)) {
      AbiExtension bad = extensions.of(Toolchain.c(GUEST));
      AbiExtension good = extensions.of(Toolchain.c(GUEST));
      for (int i = 0; i < Extensions.OFFENCES; i++) {
        assertThrows(GuestException.class, () -> run(bad, "trap", world()));
      }
      assertEquals(LifeStatus.State.QUARANTINED, bad.life().status().state());
      var refused = assertThrows(GuestException.class, () -> run(bad, "ok", world()));
      assertEquals(Code.QUARANTINED, refused.code());
      assertEquals("fine", message(good, "ok"));
      extensions.skipped.addAndGet(TimeUnit.SECONDS.toNanos(61));
      assertEquals("fine", message(bad, "ok"));
    }
  }

  @Test
  void oneThatGrowsToTheMostIsQuarantinedSooner() {
    try (var extensions = new Extensions(TIGHT)) {
      AbiExtension bad = extensions.of(Toolchain.c(GUEST));
      for (int i = 0; i < 2; i++) {
        assertEquals(LifeStatus.State.READY, ready(bad));
        assertThrows(GuestException.class, () -> run(bad, "bomb", world()));
      }
      assertEquals(LifeStatus.State.QUARANTINED, bad.life().status().state());
    }
  }

  @Test
  void growthIsPaidForByWhoGrows() {
    var budgets =
        new Budgets(Duration.ofSeconds(5), Duration.ofSeconds(20), 512, 500, 1 << 20, 4L << 20);
    try (var extensions = new Extensions(budgets)) {
      AbiExtension bad = extensions.of(Toolchain.c(GUEST));
      var failure = assertThrows(GuestException.class, () -> run(bad, "swell", world()));
      assertEquals(Code.OUT_OF_MEMORY, failure.code());
      assertTrue(failure.getMessage().contains("allocate"), failure.getMessage());
    }
  }

  @Test
  void nothingIsLeftOfAnUnloadedExtensionAlsoAfterHarm() throws Exception {
    int before = GuestLoaders.left(0);
    try (var extensions = new Extensions(TIGHT)) {
      AbiExtension guest = extensions.of(Toolchain.c(GUEST));
      assertEquals("fine", message(guest, "ok"));
      assertThrows(GuestException.class, () -> run(guest, "deep", world()));
      assertEquals("fine", message(guest, "ok"));
      assertEquals(before + 1, GuestLoaders.left(before + 1));
      extensions.skipped.addAndGet(Extensions.UNLOAD_AFTER.toNanos());
      guest.life().sweep();
      guest.life().sweep();
      assertEquals(LifeStatus.State.UNLOADED, guest.life().status().state());
      assertEquals(before, GuestLoaders.left(before));
      assertEquals("fine", message(guest, "ok"));
    }
  }

  private static LifeStatus.State ready(AbiExtension extension) {
    assertEquals("fine", message(extension, "ok"));
    return extension.life().status().state();
  }

  @Test
  void othersGoOnWhileOneLoops() throws Exception {
    try (var extensions = new Extensions()) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      var started = new CountDownLatch(1);
      var stop = new CountDownLatch(1);
      var looping =
          CompletableFuture.supplyAsync(
              () -> {
                var world =
                    new ForwardingWorld(world()) {
                      @Override
                      public boolean isCancelled() {
                        started.countDown();
                        return stop.getCount() == 0;
                      }
                    };
                return assertThrows(
                        GuestException.class,
                        () -> extension.call(new AbiRequest.Command("a", "loop", "x", ""), world))
                    .code();
              });
      assertTrue(started.await(1, TimeUnit.MINUTES));
      for (int i = 0; i < 20; i++) {
        assertEquals("fine", message(extension, "ok"));
      }
      stop.countDown();
      assertEquals(Code.CANCELLED, looping.get(1, TimeUnit.MINUTES));
      assertEquals(LifeStatus.State.READY, extension.life().status().state());
    }
  }

  @Test
  void whatTheWorldThrowsIsTheCallers() {
    try (var extensions = new Extensions()) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      var world = world();
      world.failure = new IllegalStateException("superseded");
      assertEquals(
          world.failure,
          assertThrows(IllegalStateException.class, () -> run(extension, "world", world)));
      assertEquals(0, extension.life().status().offences());
      assertEquals("fine", message(extension, "ok"));
    }
  }

  @Test
  void aFloodedLogIsCutAndCleaned() {
    try (var extensions = new Extensions()) {
      AbiExtension extension = extensions.of(Toolchain.c(GUEST));
      assertEquals("fine", message(extension, "log"));
      assertTrue(extensions.lines.size() < 500, extensions.lines.size() + " lines");
      assertEquals("WARNING a]0;b c", extensions.lines.getFirst());
    }
  }

  private static void refused(Code code, String said, Consumer<WasmBinary> harm) {
    WasmBinary module = WasmReader.read(Toolchain.c(GUEST));
    harm.accept(module);
    byte[] bytes = WasmWriter.write(module);
    try (var extensions = new Extensions(TIGHT)) {
      var failure =
          assertThrows(GuestException.class, () -> run(extensions.of(bytes), "ok", world()));
      assertEquals(code, failure.code(), failure.getMessage());
      assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }
  }

  private static void start(WasmBinary module, byte[] code) {
    int type = module.typeIndex(new WasmBinary.FuncType(List.of(), List.of()));
    module.functions.add(new WasmBinary.Function(type, List.of(), code));
    module.start = module.imported(WasmBinary.Kind.FUNCTION) + module.functions.size() - 1;
  }

  @Test
  void modulesOfBadShapeAreRefused() {
    refused(
        Code.MODULE_REFUSED,
        "memories",
        module -> module.memories.set(0, new WasmBinary.Limits(65_536, -1)));
    refused(
        Code.MODULE_REFUSED,
        "memories",
        module -> module.memories.add(new WasmBinary.Limits(30_000, -1)));
    refused(
        Code.MODULE_REFUSED,
        "tables",
        module -> {
          module.tables.clear();
          module.tables.add(
              new WasmBinary.TableType(WasmBinary.FUNCREF, new WasmBinary.Limits(10_000_000, -1)));
        });
    refused(
        Code.MODULE_REFUSED,
        "wasi.clock_time_get",
        module -> {
          WasmBinary.Import first = module.imports.getFirst();
          module.imports.set(
              0,
              new WasmBinary.Import(
                  "wasi", "clock_time_get", first.kind(), first.typeIndex(), null, null, null));
        });
    refused(
        Code.MODULE_REFUSED,
        "ropewalk_abi_1",
        module -> module.exports.removeIf(e -> e.name().equals("ropewalk_abi_1")));
    refused(Code.TRAPPED, "trap", module -> start(module, new byte[] {0x00, 0x0b}));
    refused(
        Code.TRAPPED,
        "call stack exhausted",
        module -> {
          int self = module.imported(WasmBinary.Kind.FUNCTION) + module.functions.size();
          start(module, new byte[] {0x10, (byte) self, 0x0b});
        });
    refused(
        Code.TIMED_OUT,
        "wall",
        module -> start(module, new byte[] {0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b}));
  }
}
