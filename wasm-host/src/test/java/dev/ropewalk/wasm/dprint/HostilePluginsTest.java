package dev.ropewalk.wasm.dprint;

import static dev.ropewalk.wasm.dprint.FakePlugin.call;
import static dev.ropewalk.wasm.dprint.FakePlugin.code;
import static dev.ropewalk.wasm.dprint.FakePlugin.constant;
import static dev.ropewalk.wasm.dprint.FakePlugin.join;
import static dev.ropewalk.wasm.dprint.FakePlugin.schema3;
import static dev.ropewalk.wasm.dprint.FakePlugin.schema4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestException.Code;
import dev.ropewalk.wasm.limit.GuestLimits;
import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.WasmBinary.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Modules that mean harm: each costs its own call, and nothing else. */
class HostilePluginsTest {
  private static final int BAD = 0xffff_fff0;
  private static final ByteWriter RETURN = code(0x0f);
  private static final ByteWriter DROP = code(0x1a);
  private static final ByteWriter TRAP = code(0x00);
  private static final ByteWriter LOOP = code(0x03, 0x40, 0x0c, 0x00, 0x0b);

  /** Answers that the text is another one, of a length that the module says. */
  private static final ByteWriter FORMATTED = join(constant(1), RETURN);

  private static FormatterSettings settings(Duration budget) {
    return Plugins.settings(new GuestLimits(1 << 20, 64, 16, 100, budget, 4L << 20, 1, 1));
  }

  private static FormatterSettings tight() {
    return settings(Duration.ofMillis(200));
  }

  private static FormatRequest request(String text) {
    return FormatRequest.of("a.txt", text.getBytes(StandardCharsets.UTF_8), FormatConfig.DEFAULT);
  }

  private static FormatResult format(Formatter formatter, FormatRequest request) throws Exception {
    return formatter.format(request).get(1, TimeUnit.MINUTES);
  }

  private static void costsItsCall(Code code, String said, FakePlugin plugin) throws Exception {
    costsItsCall(code, said, plugin, request("!"));
  }

  private static void costsItsCall(Code code, String said, FakePlugin plugin, FormatRequest request)
      throws Exception {
    byte[] module = plugin.bytes();
    // Only who is meant to run out of time has little of it: the rest must not on a busy machine.
    FormatterSettings settings =
        code == Code.TIMED_OUT ? tight() : settings(Duration.ofSeconds(20));
    try (var plugins = new Plugins(settings, ClassStore.NONE)) {
      Formatter formatter = plugins.of("bad", module);
      formatter.compiled().get(1, TimeUnit.MINUTES);
      costsItsCall(code, said, formatter, request);
    }
    try (var plugins = Plugins.holdingCompiles(settings, ClassStore.NONE)) {
      costsItsCall(code, said, plugins.of("bad", module), request);
    }
  }

  private static void costsItsCall(
      Code code, String said, Formatter formatter, FormatRequest request) throws Exception {
    assertEquals(new FormatResult.Unchanged(), format(formatter, request("fine")));
    assertEquals(1, formatter.status().instances());
    var failed = assertInstanceOf(FormatResult.Failed.class, format(formatter, request));
    assertEquals(code, failed.code(), failed.message());
    assertTrue(failed.message().contains(said), failed.message());
    assertEquals(0, formatter.status().instances(), "the instance is dropped");
    assertEquals(1, formatter.life().status().offences());
    assertEquals(new FormatResult.Unchanged(), format(formatter, request("fine")));
  }

  @Test
  void what_goes_wrong_inside() throws Exception {
    costsItsCall(Code.TIMED_OUT, "200 ms", schema4().whenAsked(LOOP));
    costsItsCall(Code.TRAPPED, "trap", schema4().whenAsked(TRAP));
    FakePlugin deep = schema4();
    costsItsCall(
        Code.TRAPPED,
        "call stack exhausted",
        deep.whenAsked(join(call(deep.index("format"), 1), RETURN)));
    ByteWriter grow =
        join(code(0x03, 0x40), constant(1), code(0x40, 0), constant(0), code(0x4e, 0x0d, 0, 0x0b));
    costsItsCall(Code.OUT_OF_MEMORY, "16 pages", schema4().whenAsked(join(grow, TRAP)));
  }

  @Test
  void answers_that_are_none() throws Exception {
    costsItsCall(Code.BAD_ANSWER, "answered 7", schema4().whenAsked(join(constant(7), RETURN)));
    costsItsCall(
        Code.OVER_BUDGET,
        "2147483647 bytes",
        schema4().whenAsked(FORMATTED).with("get_formatted_text", constant(Integer.MAX_VALUE)));
    costsItsCall(
        Code.OVER_BUDGET,
        "4294967295 bytes",
        schema4().whenAsked(FORMATTED).with("get_formatted_text", constant(-1)));
    costsItsCall(
        Code.BAD_ANSWER,
        "outside",
        schema4()
            .whenAsked(FORMATTED)
            .with("get_formatted_text", constant(16))
            .with("get_shared_bytes_ptr", constant(BAD)));
    costsItsCall(
        Code.BAD_ANSWER,
        "UTF-8",
        schema4()
            .whenAsked(FORMATTED)
            .with("get_formatted_text", constant(2))
            .data(new byte[] {(byte) 0xff, (byte) 0xfe}));
  }

  @Test
  void buffers_of_schema_3_that_are_none() throws Exception {
    for (FakePlugin plugin :
        new FakePlugin[] {
          schema3().with("get_wasm_memory_buffer", constant(BAD)),
          schema3().with("get_wasm_memory_buffer_size", constant(0)),
          schema3().with("get_wasm_memory_buffer_size", constant(-1)),
        }) {
      try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
        var failed =
            assertInstanceOf(
                FormatResult.Failed.class,
                format(plugins.of("bad", plugin.bytes()), request("fine")));
        assertEquals(Code.BAD_ANSWER, failed.code(), failed.message());
      }
    }
  }

  @Test
  void questions_that_are_none() throws Exception {
    costsItsCall(
        Code.BAD_ANSWER,
        "outside",
        schema4()
            .importing("dprint", "host_format", 8, 1)
            .whenAsked(join(call(0, BAD, 100, 0, 0, 0, 0, 0, 0), RETURN)));
    costsItsCall(
        Code.OVER_BUDGET,
        "embedded code",
        schema4()
            .importing("dprint", "host_format", 8, 1)
            .whenAsked(join(call(0, 0, 1, 0, 0, 0, 0, 0, Integer.MAX_VALUE), RETURN)));
    costsItsCall(
        Code.BAD_ANSWER,
        "a path of 0",
        schema4()
            .importing("dprint", "host_format", 8, 1)
            .whenAsked(join(call(0, 0, 0, 0, 0, 0, 0, 0, 0), RETURN)));
    costsItsCall(
        Code.BAD_ANSWER,
        "not JSON",
        schema4()
            .importing("dprint", "host_format", 8, 1)
            .data(new byte[] {'a', '{'})
            .whenAsked(
                join(call(0, FakePlugin.DATA, 1, 0, 0, FakePlugin.DATA + 1, 1, 0, 0), RETURN)));
    costsItsCall(
        Code.BAD_ANSWER,
        "pieces",
        schema4().importing("env", "fd_write", 4, 1).whenAsked(join(call(0, 2, 0, -1, 0), RETURN)));
    costsItsCall(
        Code.BAD_ANSWER,
        "of the host's 0",
        schema3().importing("dprint", "host_write_buffer", 3, 0).whenAsked(call(0, 0, 0, 1)));
    costsItsCall(
        Code.BAD_ANSWER,
        "more than the 1 bytes",
        schema3()
            .importing("dprint", "host_clear_bytes", 1, 0)
            .importing("dprint", "host_read_buffer", 2, 0)
            .whenAsked(join(call(0, 1), call(1, 0, 2))));
  }

  @Test
  void a_question_outside_of_a_request() throws Exception {
    byte[] asksEarly =
        schema4()
            .importing("dprint", "host_format", 8, 1)
            .data(new byte[] {'a'})
            .with("get_plugin_info", call(0, FakePlugin.DATA, 1, 0, 0, 0, 0, 0, 0))
            .bytes();
    try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
      var failure =
          assertThrows(
              ExecutionException.class,
              () -> plugins.of("early", asksEarly).info().get(1, TimeUnit.MINUTES));
      var why = assertInstanceOf(GuestException.class, failure.getCause());
      assertEquals(Code.BAD_ANSWER, why.code());
      assertTrue(why.getMessage().contains("outside of a request"), why.getMessage());
    }
  }

  @Test
  void information_that_cannot_be_read() throws Exception {
    byte[] module =
        schema4().with("get_plugin_info", constant(2)).data(new byte[] {'[', ']'}).bytes();
    try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
      var failure =
          assertThrows(
              ExecutionException.class,
              () -> plugins.of("bad", module).info().get(1, TimeUnit.MINUTES));
      assertEquals(
          Code.BAD_ANSWER, assertInstanceOf(GuestException.class, failure.getCause()).code());
    }
  }

  @Test
  void what_a_panic_says_is_told() throws Exception {
    byte[] text = {0, 8, 0, 0, 0, 0, 0, 0, 'o', 'h', 0x1b, '!'};
    text[0] = (byte) (FakePlugin.DATA + 8);
    text[1] = (byte) ((FakePlugin.DATA + 8) >> 8);
    text[4] = 4;
    costsItsCall(
        Code.TRAPPED,
        "it said: oh!",
        schema4()
            .importing("env", "fd_write", 4, 1)
            .data(text)
            .whenAsked(join(call(0, 2, FakePlugin.DATA, 1, 0), DROP, TRAP)));
  }

  @Test
  void repeated_offenders_are_refused() throws Exception {
    try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
      Formatter bad = plugins.of("bad", schema4().whenAsked(TRAP).bytes());
      for (int i = 0; i < Plugins.TUNING.offences(); i++) {
        var failed = assertInstanceOf(FormatResult.Failed.class, format(bad, request("!")));
        assertEquals(Code.TRAPPED, failed.code());
      }
      var failed = assertInstanceOf(FormatResult.Failed.class, format(bad, request("fine")));
      assertEquals(Code.QUARANTINED, failed.code());
      plugins.skipped.addAndGet(Duration.ofMinutes(1).toNanos());
      assertInstanceOf(FormatResult.Unchanged.class, format(bad, request("fine")));
    }
  }

  @Test
  void who_wants_no_result_stops_the_guest() throws Exception {
    // A budget that would not end in time: only the cancel can make room for the next call.
    try (var plugins = new Plugins(settings(Duration.ofMinutes(10)), ClassStore.NONE)) {
      var inside = new CountDownLatch(1);
      byte[] module =
          schema4()
              .importing("dprint", "host_format", 8, 1)
              .data(new byte[] {'a'})
              .whenAsked(join(call(0, FakePlugin.DATA, 1, 0, 0, 0, 0, 0, 0), DROP, LOOP))
              .bytes();
      Formatter formatter = plugins.of("loop", module);
      CompletableFuture<FormatResult> looping =
          formatter.format(
              new FormatRequest(
                  "a",
                  new byte[] {'!'},
                  FormatConfig.DEFAULT,
                  Optional.empty(),
                  request -> {
                    inside.countDown();
                    return CompletableFuture.completedFuture(new FormatResult.Unchanged());
                  },
                  0));
      assertTrue(inside.await(1, TimeUnit.MINUTES));
      assertTrue(looping.cancel(true));
      assertThrows(CancellationException.class, looping::join);
      assertEquals(new FormatResult.Unchanged(), format(formatter, request("fine")));
      assertEquals(0, formatter.life().status().offences(), "no fault of the plugin");
    }
  }

  @Test
  void who_wants_no_result_stops_embedded_code_too() throws Exception {
    try (var plugins = new Plugins(settings(Duration.ofMinutes(10)), ClassStore.NONE)) {
      var asked = new CompletableFuture<CompletableFuture<FormatResult>>();
      byte[] module =
          schema4()
              .importing("dprint", "host_format", 8, 1)
              .data(new byte[] {'a'})
              .whenAsked(join(call(0, FakePlugin.DATA, 1, 0, 0, 0, 0, 0, 0), RETURN))
              .bytes();
      Formatter formatter = plugins.of("waits", module);
      CompletableFuture<FormatResult> waiting =
          formatter.format(
              new FormatRequest(
                  "a",
                  new byte[] {'!'},
                  FormatConfig.DEFAULT,
                  Optional.empty(),
                  request -> {
                    var never = new CompletableFuture<FormatResult>();
                    asked.complete(never);
                    return never;
                  },
                  0));
      CompletableFuture<FormatResult> inner = asked.get(1, TimeUnit.MINUTES);
      assertTrue(waiting.cancel(true));
      assertThrows(CancellationException.class, () -> inner.get(1, TimeUnit.MINUTES));
      assertEquals(new FormatResult.Unchanged(), format(formatter, request("fine")));
    }
  }

  @Test
  void schema_3_asks_in_pieces_and_answers_in_pieces() throws Exception {
    byte[] data = "a.tsxyz".getBytes(StandardCharsets.UTF_8);
    int answer = 3072;
    int length = 4000;
    FakePlugin plugin =
        schema3()
            .importing("dprint", "host_clear_bytes", 1, 0)
            .importing("dprint", "host_read_buffer", 2, 0)
            .importing("dprint", "host_write_buffer", 3, 0)
            .importing("dprint", "host_take_file_path", 0, 0)
            .importing("dprint", "host_format", 0, 1)
            .importing("dprint", "host_get_formatted_text", 0, 1)
            .data(data);
    plugin.with(
        "format",
        join(
            call(0, 4),
            call(1, FakePlugin.DATA, 3),
            call(1, FakePlugin.DATA + 3, 1),
            call(3),
            call(0, 3),
            call(1, FakePlugin.DATA + 4, 3),
            call(4),
            DROP,
            constant(length),
            call(5),
            code(0x36, 2, 0),
            constant(answer),
            constant(0),
            constant(length),
            code(0x28, 2, 0, 0x10, 2),
            constant(1)));
    plugin.with("get_formatted_text", join(constant(length), code(0x28, 2, 0)));
    // memory.copy(buffer, answer + offset, count)
    plugin.with(
        "set_buffer_with_shared_bytes",
        join(
            constant(FakePlugin.MESSAGE),
            constant(answer),
            code(0x20, 0, 0x6a, 0x20, 1, 0xfc, 0x0a, 0, 0)));
    try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
      var result =
          format(
              plugins.of("three", plugin.bytes()),
              new FormatRequest(
                  "b",
                  new byte[0],
                  FormatConfig.DEFAULT,
                  Optional.empty(),
                  asked -> {
                    assertEquals("a.ts", asked.path());
                    String text = new String(asked.text(), StandardCharsets.UTF_8);
                    byte[] done = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
                    return CompletableFuture.completedFuture(new FormatResult.Formatted(done));
                  },
                  0));
      var done = assertInstanceOf(FormatResult.Formatted.class, result, result.toString());
      assertEquals("<xyz>", new String(done.text(), StandardCharsets.UTF_8));
    }
  }

  private static void refused(String said, FakePlugin plugin) throws Exception {
    try (var plugins = new Plugins(tight(), ClassStore.NONE)) {
      var failed =
          assertInstanceOf(
              FormatResult.Failed.class,
              format(plugins.of("bad", plugin.bytes()), request("fine")));
      assertEquals(Code.MODULE_REFUSED, failed.code(), failed.message());
      assertTrue(failed.message().contains(said), failed.message());
    }
  }

  @Test
  void modules_of_bad_shape_are_refused() throws Exception {
    refused("memories", schema4().memories(new Limits(17, -1)));
    refused("memories", schema4().memories(new Limits(1, -1), new Limits(1, -1)));
    refused(
        "wasi_snapshot_preview1.clock_time_get",
        schema4().importing("wasi_snapshot_preview1", "clock_time_get", 3, 1));
    refused("host_format", schema4().importing("dprint", "host_format", 7, 1));
    refused("schema 3 has not", schema3().importing("dprint", "host_has_cancelled", 0, 1));
    refused("no dprint plugin", schema4().without("dprint_plugin_version_4"));
    refused("release_config", schema4().without("release_config"));
    refused("another type", schema4().with("format", 0, 1, constant(0)));
    FakePlugin many = schema4();
    for (int i = 0; i < 64; i++) {
      many.with("f" + i, 0, 0, code());
    }
    refused("functions (at most 64)", many);
    refused("bytes (at most", schema4().data(new byte[1 << 20]));
  }
}
