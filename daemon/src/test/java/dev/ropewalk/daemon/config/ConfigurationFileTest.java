package dev.ropewalk.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  @TempDir Path directory;

  private static ConfigurationFile.Loaded parse(String text) {
    return ConfigurationFile.parse(text, "config.json");
  }

  @Test
  void a_missing_file_gives_the_defaults_and_no_problem() {
    var loaded = ConfigurationFile.load(directory.resolve("absent.json"));
    assertEquals(Configuration.defaults(), loaded.configuration());
    assertTrue(loaded.problems().isEmpty());
  }

  @Test
  void numbers_sizes_and_times_are_read() {
    var loaded =
        parse(
            "{\"server\": {\"maxConnections\": 7, \"maxMessageBytes\": \"16 MiB\", \"drain\":"
                + " \"500 ms\"}, \"guests\": {\"callBudget\": \"2 s\"}}");
    assertEquals(java.util.List.of(), loaded.problems());
    assertEquals(7, loaded.configuration().server().maxConnections());
    assertEquals(16 << 20, loaded.configuration().server().maxMessageBytes());
    assertEquals(Duration.ofMillis(500), loaded.configuration().server().drain());
    assertEquals(Duration.ofSeconds(2), loaded.configuration().guests().callBudget());
  }

  @Test
  void a_bad_value_is_named_with_its_key_and_range_and_the_rest_holds() {
    var loaded = parse("{\"server\": {\"maxConnections\": 0, \"httpPort\": 81}}");
    assertEquals(1, loaded.problems().size());
    String problem = loaded.problems().getFirst();
    assertTrue(problem.contains("server.maxConnections is 0"), problem);
    assertTrue(problem.contains("[1, 4096]"), problem);
    assertEquals(
        Configuration.defaults().server().maxConnections(),
        loaded.configuration().server().maxConnections());
    assertEquals(81, loaded.configuration().server().httpPort());
  }

  @Test
  void an_unknown_key_is_named_with_the_known_ones() {
    var loaded = parse("{\"servr\": {}, \"log\": {\"fils\": 3}}");
    assertEquals(2, loaded.problems().size());
    assertTrue(loaded.problems().get(0).contains("no setting servr"));
    assertTrue(loaded.problems().get(1).contains("no setting log.fils"));
    assertTrue(loaded.problems().get(1).contains("log.files"));
  }

  @Test
  void values_of_the_wrong_type_are_refused() {
    String[] wrong = {
      "{\"server\": 3}",
      "{\"server\": {\"drain\": 3}}",
      "{\"server\": {\"drain\": \"3 weeks\"}}",
      "{\"server\": {\"maxConnections\": \"many\"}}",
      "{\"server\": {\"maxConnections\": 1.5}}",
      "{\"server\": {\"maxMessageBytes\": \"999999999999999999 GiB\"}}",
      "{\"server\": {\"maxConnections\": null}}",
      "{\"server\": {\"maxConnections\": 1e400}}",
      "{\"extensions\": {\"registry\": 4}}"
    };
    for (String text : wrong) {
      var loaded = parse(text);
      assertEquals(1, loaded.problems().size(), text);
      assertEquals(Configuration.defaults(), loaded.configuration(), text);
    }
  }

  @Test
  void grants_name_an_extension_and_what_it_gets() {
    var good = parse("{\"guests\": {\"grants\": [\"a.b:clock\", \"a.b:random\", \"c:clock\"]}}");
    assertEquals(java.util.List.of(), good.problems());
    assertEquals(
        java.util.Set.of("a.b:clock", "a.b:random", "c:clock"),
        good.configuration().guests().grants());
    for (String bad : new String[] {"a.b", "a.b:files", ":clock", "clock", "a.b:CLOCK"}) {
      var loaded = parse("{\"guests\": {\"grants\": [\"" + bad + "\"]}}");
      assertEquals(1, loaded.problems().size(), bad);
      assertTrue(loaded.problems().getFirst().contains("\"" + bad + "\""));
      assertEquals(java.util.Set.of(), loaded.configuration().guests().grants());
    }
  }

  @Test
  void settings_that_contradict_each_other_fall_back_together() {
    var loaded = parse("{\"documents\": {\"reducedAboveBytes\": 9, \"syntaxOffAboveBytes\": 8}}");
    assertEquals(1, loaded.problems().size());
    assertEquals(Configuration.defaults().documents(), loaded.configuration().documents());
  }

  @Test
  void a_file_that_is_not_json_or_not_utf8_gives_the_defaults() throws IOException {
    for (byte[] bytes :
        new byte[][] {
          "{nope".getBytes(java.nio.charset.StandardCharsets.UTF_8), {(byte) 0xff, 0}, {'['}
        }) {
      Path file = Files.write(directory.resolve("bad.json"), bytes);
      var loaded = ConfigurationFile.load(file);
      assertEquals(Configuration.defaults(), loaded.configuration());
      assertFalse(loaded.problems().isEmpty());
    }
    assertTrue(parse("").problems().isEmpty());
  }

  @Test
  void no_text_makes_it_throw() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    String valid = "{\"server\": {\"maxConnections\": 7, \"drain\": \"500 ms\"}, \"log\": {}}";
    for (int i = 0; i < 5_000; i++) {
      var text = new StringBuilder(valid);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.setCharAt(at, (char) (32 + random.nextInt(95)));
        } else {
          text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
        }
        if (text.isEmpty()) {
          text.append('{');
        }
      }
      try {
        parse(text.toString());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  @Test
  void every_setting_states_its_reason_and_lies_within_its_range() {
    for (RecordComponent area : Configuration.class.getRecordComponents()) {
      for (RecordComponent component : area.getType().getRecordComponents()) {
        Setting setting = component.getAnnotation(Setting.class);
        String key = area.getName() + "." + component.getName();
        assertTrue(setting != null && !setting.reason().isEmpty(), key);
        assertTrue(
            !setting.unit().isEmpty()
                || component.getType() == Duration.class
                || !component.getType().isPrimitive()
                || component.getType() == boolean.class,
            key + " has no unit");
      }
    }
    for (var entry : ConfigurationFile.entries(Configuration.defaults())) {
      String[] key = entry.key().split("\\.", 2);
      String value = entry.value();
      String json = value.matches("[0-9]+") ? value : "\"" + value + "\"";
      if (value.startsWith("[")) {
        continue;
      }
      if (value.equals("true") || value.equals("false")) {
        json = value;
      }
      var loaded = parse("{\"" + key[0] + "\": {\"" + key[1] + "\": " + json + "}}");
      assertEquals(java.util.List.of(), loaded.problems());
      assertEquals(Configuration.defaults(), loaded.configuration());
    }
  }
}
