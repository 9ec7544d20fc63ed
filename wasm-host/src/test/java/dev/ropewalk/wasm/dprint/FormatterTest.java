package dev.ropewalk.wasm.dprint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.engine.ClassStore;
import dev.ropewalk.wasm.engine.DirectoryClassStore;
import dev.ropewalk.wasm.engine.GuestLoaders;
import dev.ropewalk.wasm.engine.ModuleCompiler;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.registry.LoadPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugins of npm, as they are. */
class FormatterTest {
  /** Compiled once for all tests. */
  @TempDir static Path folder;

  private static Plugins plugins;

  @BeforeAll
  static void open() throws IOException {
    plugins =
        new Plugins(
            Plugins.SETTINGS, new DirectoryClassStore(folder.resolve("classes"), Long.MAX_VALUE));
  }

  @AfterAll
  static void close() {
    plugins.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FormatResult format(Formatter formatter, FormatRequest request) throws Exception {
    return formatter.format(request).get(2, TimeUnit.MINUTES);
  }

  private static byte[] output(FormatResult result, byte[] input) {
    return switch (result) {
      case FormatResult.Unchanged unchanged -> input;
      case FormatResult.Formatted done -> done.text();
      default -> throw new AssertionError(result);
    };
  }

  private static String output(Formatter formatter, FormatRequest request) throws Exception {
    return new String(output(format(formatter, request), request.text()), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "dockerfile, 4, dockerfile, dockerfile, Dockerfile",
    "json, 4, json, json, ",
    "markdown, 4, markdown, md, ",
    "toml, 4, toml, toml, ",
    "typescript, 4, typescript, ts, ",
    "yaml, 3, yaml, yml, "
  })
  void plugins_say_what_they_are(
      String name, int schema, String key, String extension, String fileName) throws Exception {
    FormatterInfo info = plugins.npm(name).info().get(2, TimeUnit.MINUTES);
    assertEquals(schema, info.schema());
    assertEquals(key, info.configKey());
    assertTrue(info.fileExtensions().contains(extension), info.toString());
    assertTrue(fileName == null || info.fileNames().contains(fileName), info.toString());
    assertFalse(info.version().isEmpty());
  }

  private static List<Path> samples(String name) throws IOException {
    Path npm = Plugins.npm();
    Path module = npm.resolve("../../..").normalize();
    var found =
        new ArrayList<>(
            switch (name) {
              case "json" ->
                  List.of(
                      module.resolve("src/test/npm/package-lock.json"),
                      npm.resolve("@dprint/json/package.json"),
                      npm.resolve("binaryen/package.json"));
              case "markdown" ->
                  List.of(
                      module.resolve("README.md"),
                      module.resolve("ABI.md"),
                      npm.resolve("assemblyscript/README.md"),
                      npm.resolve("binaryen/README.md"));
              case "toml" ->
                  List.of(
                      module.resolve("sdk/rust/Cargo.toml"),
                      module.resolve("sdk/templates/ropewalk.toml"),
                      sample(module, "toml"));
              case "typescript" ->
                  List.of(
                      module.resolve("sdk/assemblyscript/index.ts"),
                      npm.resolve("assemblyscript/std/assembly/map.ts"),
                      npm.resolve("assemblyscript/dist/assemblyscript.d.ts"),
                      npm.resolve("assemblyscript/bin/asc.js"),
                      sample(module, "tsx"));
              case "yaml" -> List.of(sample(module, "yaml"));
              default -> throw new AssertionError(name);
            });
    found.removeIf(path -> !Files.exists(path));
    assertFalse(found.isEmpty());
    return found;
  }

  private static Path sample(Path module, String name) {
    return module.resolve(
        "src/test/resources/dev/ropewalk/wasm/treesitter/samples/" + name + ".txt");
  }

  private static String file(Path path) {
    String last = path.getFileName().toString();
    return last.endsWith(".txt") ? last.replace(".txt", "." + last.replace(".txt", "")) : last;
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "markdown", "toml", "typescript", "yaml"})
  void formats_to_the_byte_as_dprint_does(String name, @TempDir Path work) throws Exception {
    var cli = new CommandLine(work, Plugins.NAMES);
    // The global part holds for all, and the command line has one of it.
    var wide = new FormatConfig("{}", "{\"lineWidth\":72}");
    Map<String, FormatConfig> configs = Map.of(name, wide);
    Formatter formatter = plugins.npm(name);
    for (Path path : samples(name)) {
      byte[] text = Files.readAllBytes(path);
      // So that there is something to do for every line.
      byte[] harder = utf8(new String(text, StandardCharsets.UTF_8).replace(": ", ":   "));
      for (byte[] input : List.of(text, harder)) {
        String file = file(path);
        byte[] expected = cli.format(file, input, configs);
        var request =
            new FormatRequest(
                work.resolve(file).toString(),
                input,
                configs.get(name),
                Optional.empty(),
                FormatterTest::embedded,
                0);
        byte[] actual = output(format(formatter, request), input);
        assertEquals(
            new String(expected, StandardCharsets.UTF_8),
            new String(actual, StandardCharsets.UTF_8),
            path.toString());
        assertArrayEquals(expected, actual);
      }
    }
  }

  /** Formats as the command line does: whatever there is a plugin for, with its configuration. */
  private static CompletableFuture<FormatResult> embedded(EmbeddedRequest request) {
    String ending = request.path().substring(request.path().lastIndexOf('.') + 1);
    var config = new FormatConfig("{}", "{\"lineWidth\":72}");
    return switch (ending) {
      case "ts", "js", "tsx", "jsx" -> plugins.npm("typescript").format(request.toRequest(config));
      case "json" -> plugins.npm("json").format(request.toRequest(config));
      case "toml" -> plugins.npm("toml").format(request.toRequest(config));
      case "yaml", "yml" -> plugins.npm("yaml").format(request.toRequest(config));
      default -> CompletableFuture.completedFuture(new FormatResult.Unchanged());
    };
  }

  @ParameterizedTest
  @CsvSource({
    "typescript, a.ts, 'let a = 1;\nlet = = ;\n', 2",
    "json, a.json, '{\n  \"a\": 1,\n  }}', 3",
    "toml, a.toml, 'a = 1\nb = = 2\n', 2",
    "yaml, a.yaml, 'a: 1\nb: [1, 2\nc: }\n', 2",
  })
  void errors_of_syntax_have_a_place(String name, String path, String text, int line)
      throws Exception {
    FormatResult result =
        format(
            plugins.npm(name),
            FormatRequest.of(path, utf8(text.translateEscapes()), FormatConfig.DEFAULT));
    var wrong = assertInstanceOf(FormatResult.SyntaxError.class, result);
    assertEquals(line, wrong.line().orElse(-1), wrong.message());
    assertTrue(wrong.column().isPresent(), wrong.message());
    assertEquals(0, plugins.npm(name).life().status().offences(), "no fault of the plugin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void each_request_has_its_own_configuration(String name) throws Exception {
    Formatter formatter = plugins.npm(name);
    byte[] text = name.equals("json") ? utf8("{\"a\":{\n\"b\":1}}\n") : utf8("a:\n   b: 1\n");
    // More than an instance may have at a time.
    for (int round = 0; round < 3; round++) {
      for (int width : new int[] {2, 4, 6, 8}) {
        var config = new FormatConfig("{}", "{\"indentWidth\":" + width + "}");
        String done = output(formatter, FormatRequest.of("a." + name, text, config));
        String indented = name.equals("json") ? "\"a\"" : "b: 1";
        assertTrue(done.contains("\n" + " ".repeat(width) + indented), done);
      }
    }
  }

  @Test
  void an_override_holds_for_one_text() throws Exception {
    byte[] text = utf8("{\"a\":{\n\"b\":1}}\n");
    var request =
        new FormatRequest(
            "a.json",
            text,
            FormatConfig.DEFAULT,
            Optional.of("{\"indentWidth\":5}"),
            EmbeddedFormatter.NONE,
            0);
    assertTrue(output(plugins.npm("json"), request).contains("\n     \"a\""));
    String plain =
        output(plugins.npm("json"), FormatRequest.of("a.json", text, FormatConfig.DEFAULT));
    assertTrue(plain.contains("\n  \"a\""), plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void what_is_wrong_in_a_configuration_is_told(String name) throws Exception {
    Formatter formatter = plugins.npm(name);
    var wrong =
        formatter
            .diagnostics(new FormatConfig("{\"noSuchThing\":1}", "{}"))
            .get(2, TimeUnit.MINUTES);
    assertEquals(List.of("noSuchThing"), wrong.stream().map(ConfigDiagnostic::property).toList());
    assertEquals(List.of(), formatter.diagnostics(FormatConfig.DEFAULT).get(2, TimeUnit.MINUTES));
  }

  @Test
  void what_a_plugin_would_panic_at_is_no_configuration() {
    for (String global :
        List.of("[]", "{", "{\"lineWidth\":\"x\"}", "{\"lineWidth\":0}", "{\"x\":1}")) {
      assertThrows(IllegalArgumentException.class, () -> new FormatConfig("{}", global), global);
    }
    for (String plugin : List.of("1", "{\"a\":1.5}", "{\"a\":[99999999999]}", "{} {}")) {
      assertThrows(IllegalArgumentException.class, () -> new FormatConfig(plugin, "{}"), plugin);
    }
  }

  @Test
  void code_in_code_is_formatted_and_its_errors_leave_it_alone() throws Exception {
    String text = "# a\n\n```ts\nlet   a=1\n```\n\n```json\n{\"a\"  :1}\n```\n\n```ts\n= =\n```\n";
    var request =
        new FormatRequest(
            "a.md", utf8(text), FormatConfig.DEFAULT, Optional.empty(), FormatterTest::embedded, 0);
    String done = output(plugins.npm("markdown"), request);
    assertTrue(done.contains("\nlet a = 1;\n"), done);
    assertTrue(done.contains("\n{ \"a\": 1 }\n"), done);
    assertTrue(done.contains("\n= =\n"), done);
  }

  @Test
  void formatters_that_ask_each_other_neither_lock_nor_sink() throws Exception {
    Formatter markdown = plugins.npm("markdown");
    var asked = new AtomicInteger();
    var deepest = new AtomicInteger();
    String text = "# a\n\n```ts\nlet a\n```\n";
    var circle =
        new EmbeddedFormatter() {
          @Override
          public CompletableFuture<FormatResult> format(EmbeddedRequest request) {
            asked.incrementAndGet();
            deepest.accumulateAndGet(request.depth(), Math::max);
            // Whatever the code is, it is once more a text with code in it.
            return markdown.format(
                new EmbeddedRequest("a.md", utf8(text), Optional.empty(), this, request.depth())
                    .toRequest(FormatConfig.DEFAULT));
          }
        };
    var all = new ArrayList<CompletableFuture<FormatResult>>();
    for (int i = 0; i < 4 * Plugins.LIMITS.maxInstancesPerModule(); i++) {
      all.add(
          markdown.format(
              new FormatRequest(
                  "a.md", utf8(text), FormatConfig.DEFAULT, Optional.empty(), circle, 0)));
    }
    for (CompletableFuture<FormatResult> one : all) {
      var result = one.get(2, TimeUnit.MINUTES);
      assertFalse(result instanceof FormatResult.Failed, result.toString());
    }
    assertEquals(Plugins.SETTINGS.maxEmbeddedDepth(), deepest.get());
    assertEquals(all.size() * Plugins.SETTINGS.maxEmbeddedDepth(), asked.get());
    assertTrue(markdown.status().instances() <= Plugins.LIMITS.maxInstancesPerModule());
  }

  @Test
  void many_threads_share_few_instances() throws Exception {
    Formatter json = plugins.npm("json");
    var all = new ArrayList<CompletableFuture<FormatResult>>();
    for (int i = 0; i < 200; i++) {
      byte[] text = utf8("{\"a\":" + i + "}");
      all.add(
          CompletableFuture.supplyAsync(
              () -> json.format(FormatRequest.of("a.json", text, FormatConfig.DEFAULT)).join()));
    }
    for (int i = 0; i < all.size(); i++) {
      byte[] done = output(all.get(i).get(2, TimeUnit.MINUTES), new byte[0]);
      assertEquals("{ \"a\": " + i + " }\n", new String(done, StandardCharsets.UTF_8));
    }
    FormatterStatus status = json.status();
    assertTrue(status.instances() <= Plugins.LIMITS.maxInstancesPerModule(), status.toString());
    assertEquals(0, status.running() + status.waiting(), status.toString());
  }

  @Test
  void what_is_not_used_goes_and_comes_back_from_the_store() throws Exception {
    var store = new DirectoryClassStore(folder.resolve("classes"), Long.MAX_VALUE);
    try (var own = new Plugins(Plugins.SETTINGS, store)) {
      Formatter json = own.npm("json");
      var request = FormatRequest.of("a.json", utf8("{ }"), FormatConfig.DEFAULT);
      assertEquals(LifeStatus.State.ABSENT, json.life().status().state());
      assertEquals("{}\n", output(json, request));
      assertEquals(1, json.status().instances());
      own.skipped.addAndGet(Plugins.TUNING.idleAfter().toNanos());
      json.life().sweep();
      assertEquals(LifeStatus.State.IDLE, json.life().status().state());
      assertEquals(0, json.status().instances());
      assertTrue(json.status().compiledBytes() > 0);
      own.skipped.addAndGet(Plugins.TUNING.unloadAfter().toNanos());
      json.life().sweep();
      assertEquals(LifeStatus.State.UNLOADED, json.life().status().state());
      assertEquals(0, json.status().compiledBytes());
      assertEquals("{}\n", output(json, request));
      assertTrue(json.status().fromStore());
    }
  }

  @Test
  void a_short_text_does_not_wait_for_the_compiler_and_a_long_one_does() throws Exception {
    var store = new DirectoryClassStore(folder.resolve("interpreted"), Long.MAX_VALUE);
    byte[] large = utf8("[" + "1,".repeat(Plugins.SETTINGS.maxInterpretedBytes()) + "1]");
    try (var own = Plugins.holdingCompiles(Plugins.SETTINGS, store)) {
      Formatter json = own.npm("json");
      var small = FormatRequest.of("a.json", utf8("{\"a\":[1,2]}"), FormatConfig.DEFAULT);
      var whole = FormatRequest.of("a.json", large, FormatConfig.DEFAULT);
      assertEquals("{ \"a\": [1, 2] }\n", output(json, small));
      assertEquals(0, json.status().compiledBytes());
      CompletableFuture<FormatResult> waiting = json.format(whole);
      assertEquals("{ \"a\": [1, 2] }\n", output(json, small));
      assertFalse(waiting.isDone());
      own.letCompilesGo();
      byte[] done = output(waiting.get(2, TimeUnit.MINUTES), large);
      assertEquals(output(plugins.npm("json"), whole), new String(done, StandardCharsets.UTF_8));
      assertEquals("{ \"a\": [1, 2] }\n", output(json, small));
      FormatterStatus status = json.status();
      assertTrue(status.compiledBytes() > 0);
      assertFalse(status.fromStore());
      assertEquals(1, status.instances(), "interpreted ones are gone");
    }
    try (var own = new Plugins(Plugins.SETTINGS, store)) {
      own.npm("json").compiled().get(2, TimeUnit.MINUTES);
      assertTrue(own.npm("json").status().fromStore());
    }
  }

  @Test
  void a_plugin_that_cannot_be_compiled_is_failed_until_the_back_off_is_over() throws Exception {
    var broken = new AtomicBoolean(true);
    ModuleCompiler moody =
        (module, rewindable) -> {
          if (broken.get()) {
            throw new GuestException(GuestException.Code.COMPILE_FAILED, "no compile today");
          }
          return ModuleCompiler.IN_PROCESS.compile(module, rewindable);
        };
    try (var own = new Plugins(Plugins.SETTINGS, ClassStore.NONE, moody)) {
      Formatter json = own.npm("json");
      var failure =
          assertThrows(ExecutionException.class, () -> json.compiled().get(2, TimeUnit.MINUTES));
      assertEquals("no compile today", failure.getCause().getMessage());
      assertEquals(LifeStatus.State.FAILED, json.life().status().state());
      var small = FormatRequest.of("a.json", utf8("[ ]"), FormatConfig.DEFAULT);
      var refused = assertInstanceOf(FormatResult.Failed.class, format(json, small));
      assertEquals("no compile today", refused.message());
      broken.set(false);
      own.skipped.addAndGet(Duration.ofSeconds(30).toNanos());
      json.compiled().get(2, TimeUnit.MINUTES);
      assertEquals("[]\n", output(json, small));
      assertTrue(json.life().status().phaseNanos().containsKey(LoadPhase.COMPILE));
    }
  }

  /** Chicory's interpreter has been caught with wrong results on made-up modules (README). */
  @ParameterizedTest
  @ValueSource(strings = {"json", "markdown", "toml", "typescript", "yaml"})
  void the_interpreter_answers_as_the_classes_do(String name) throws Exception {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    List<Path> samples = samples(name);
    try (var own = Plugins.holdingCompiles(Plugins.SETTINGS, ClassStore.NONE)) {
      Formatter slow = own.npm(name);
      Formatter fast = plugins.npm(name);
      fast.compiled().get(2, TimeUnit.MINUTES);
      long end =
          System.nanoTime()
              + TimeUnit.MILLISECONDS.toNanos(Long.getLong("ropewalk.fuzz.millis", 2_000));
      for (int i = 0; i < 2 || System.nanoTime() < end; i++) {
        Path sample = samples.get(i % samples.size());
        List<String> lines = Files.readString(sample).lines().toList();
        int from = random.nextInt(lines.size());
        var text = new StringBuilder();
        for (int line = from; line < lines.size() && text.length() < 2_000; line++) {
          text.append(random.nextInt(20) == 0 ? "" : lines.get(line)).append('\n');
        }
        byte[] bytes = utf8(text.substring(0, Math.min(text.length(), 3_000)));
        var request = FormatRequest.of(file(sample), bytes, FormatConfig.DEFAULT);
        FormatResult expected = format(fast, request);
        FormatResult found = format(slow, request);
        String what = "seed " + seed + ", " + sample.getFileName() + " from line " + from;
        if (expected instanceof FormatResult.Formatted(byte[] wanted)) {
          assertArrayEquals(
              wanted, assertInstanceOf(FormatResult.Formatted.class, found, what).text(), what);
        } else {
          assertEquals(expected, found, what);
        }
      }
      assertEquals(0, slow.status().compiledBytes());
    }
  }

  @Test
  void who_waits_for_the_compiler_can_be_stopped_and_a_closed_host_lets_all_go() throws Exception {
    var own = Plugins.holdingCompiles(Plugins.SETTINGS, ClassStore.NONE);
    CompletableFuture<FormatResult> closed;
    try (own) {
      Formatter json = own.npm("json");
      byte[] large = utf8("[" + "1,".repeat(Plugins.SETTINGS.maxInterpretedBytes()) + "1]");
      var whole = FormatRequest.of("a.json", large, FormatConfig.DEFAULT);
      var small = FormatRequest.of("a.json", utf8("[ ]"), FormatConfig.DEFAULT);
      for (int i = 0; i < 2 * Plugins.LIMITS.maxInstancesPerModule(); i++) {
        CompletableFuture<FormatResult> unwanted = json.format(whole);
        assertTrue(unwanted.cancel(true));
      }
      assertEquals("[]\n", output(json, small), "they hold no places");
      closed = json.format(whole);
    }
    assertInstanceOf(FormatResult.Failed.class, closed.get(1, TimeUnit.MINUTES));
  }

  @Test
  void classes_of_an_unloaded_plugin_leave_the_jvm() throws Exception {
    int before = GuestLoaders.left(0);
    try (var own = new Plugins(Plugins.SETTINGS, ClassStore.NONE)) {
      Formatter json = own.npm("json");
      var request = FormatRequest.of("a.json", utf8("{ }"), FormatConfig.DEFAULT);
      assertEquals("{}\n", output(json, request));
      json.compiled().get(2, TimeUnit.MINUTES);
      assertEquals("{}\n", output(json, request));
      assertEquals(before + 1, GuestLoaders.left(before + 1));
      own.skipped.addAndGet(Plugins.TUNING.unloadAfter().toNanos());
      json.life().sweep();
      assertEquals(LifeStatus.State.UNLOADED, json.life().status().state());
      assertEquals(before, GuestLoaders.left(before));
      assertEquals("{}\n", output(json, request));
    }
  }

  @Test
  void an_instance_that_has_grown_is_let_go() throws Exception {
    var tight =
        new FormatterSettings(Plugins.LIMITS, Plugins.TUNING, 1 << 20, 1 << 20, 18, 2, 4, 4 << 10);
    var store = new DirectoryClassStore(folder.resolve("classes"), Long.MAX_VALUE);
    try (var own = new Plugins(tight, store)) {
      Formatter json = own.npm("json");
      assertEquals(
          "{}\n", output(json, FormatRequest.of("a.json", utf8("{ }"), FormatConfig.DEFAULT)));
      assertEquals(1, json.status().instances());
      byte[] large = utf8("[" + "1,".repeat(100_000) + "1]");
      format(json, FormatRequest.of("a.json", large, FormatConfig.DEFAULT));
      assertEquals(0, json.status().instances());
      assertEquals(1, json.status().recycled());
      assertEquals(0, json.life().status().offences());
      byte[] tooLarge = new byte[(1 << 20) + 1];
      var refused =
          assertInstanceOf(
              FormatResult.Failed.class,
              format(json, FormatRequest.of("a.json", tooLarge, FormatConfig.DEFAULT)));
      assertEquals(GuestException.Code.OVER_BUDGET, refused.code());
    }
  }

  @Test
  void nothing_is_served_after_the_end() throws Exception {
    var store = new DirectoryClassStore(folder.resolve("classes"), Long.MAX_VALUE);
    Formatter json;
    try (var own = new Plugins(Plugins.SETTINGS, store)) {
      json = own.npm("json");
    }
    var refused =
        assertInstanceOf(
            FormatResult.Failed.class,
            format(json, FormatRequest.of("a.json", utf8("{ }"), FormatConfig.DEFAULT)));
    assertEquals(GuestException.Code.CLOSED, refused.code());
  }
}
