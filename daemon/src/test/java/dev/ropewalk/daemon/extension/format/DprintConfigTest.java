package dev.ropewalk.daemon.extension.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.ropewalk.daemon.testing.DprintPlugins;
import dev.ropewalk.daemon.testing.Randomized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DprintConfigTest {
  @TempDir Path root;

  private Path write(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private DprintConfig of(String file) throws Exception {
    return DprintConfig.nearest(root.resolve(file), root).orElseThrow();
  }

  @Test
  void the_nearest_one_upwards_counts_and_none_above_the_top() throws Exception {
    Path outer = write("dprint.json", "{\"lineWidth\":80}");
    Path inner = write("a/.dprint.jsonc", "{/* wide */\"lineWidth\":120,}");
    assertEquals(outer, of("b/x.ts").file());
    assertEquals(inner, of("a/b/x.ts").file());
    assertEquals("{\"lineWidth\":120}", of("a/b/x.ts").globalJson());
    assertEquals(
        Optional.empty(), DprintConfig.nearest(root.resolve("b/c/x.ts"), root.resolve("b")));
  }

  @Test
  void sections_are_told_without_what_is_dprints_own_and_bases_are_merged() throws Exception {
    write("base.json", "{\"useTabs\":true,\"json\":{\"indentWidth\":8,\"lineWidth\":10}}");
    write(
        "dprint.json",
        "{\"extends\":\"base.json\",\"plugins\":[\"https://x/y.wasm\"],"
            + "\"json\":{\"locked\":true,\"associations\":[\"*.foo\"],\"indentWidth\":3}}");
    DprintConfig config = of("x.json");
    assertEquals("{\"useTabs\":true}", config.globalJson());
    assertEquals("{\"indentWidth\":3,\"lineWidth\":10}", config.pluginJson("json"));
    assertEquals("{}", config.pluginJson("toml"));
    assertEquals(Optional.of(List.of("*.foo")), config.associations("json"));
  }

  @Test
  void includes_and_excludes_mean_what_they_mean_to_dprint() throws Exception {
    write(
        "dprint.json",
        "{\"includes\":[\"**/*.{ts,md}\"],"
            + "\"excludes\":[\"**/dist\",\"/top.ts\",\"gen/*.ts\",\"!gen/kept.ts\",\"*.min.ts\"]}");
    DprintConfig config = of("x.ts");
    for (String covered : List.of("x.ts", "a/b/y.md", "a/top.ts", "gen/kept.ts", "a/gen/z.ts")) {
      assertTrue(config.covers(root.resolve(covered)), covered);
    }
    for (String left :
        List.of("x.json", "dist/x.ts", "a/dist/b/x.ts", "top.ts", "gen/z.ts", "a/b.min.ts")) {
      assertFalse(config.covers(root.resolve(left)), left);
    }
  }

  @Test
  void what_cannot_be_used_is_named() throws Exception {
    write("a/dprint.json", "{\"lineWidth\": }");
    write("b/dprint.json", "[]");
    write("c/dprint.json", "{\"extends\":\"https://x/y.json\"}");
    write("d/dprint.json", "{\"extends\":\"dprint.json\"}");
    for (String folder : List.of("a", "b", "c", "d")) {
      var e = assertThrows(DprintConfigException.class, () -> of(folder + "/x.ts"));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith(root.resolve(folder).resolve("dprint.json").toString()),
          e.getMessage());
    }
  }

  /**
   * Each pattern as an include and as an exclude, against the list of files of dprint's program.
   */
  @Test
  void patterns_choose_the_files_that_dprints_command_line_chooses() throws Exception {
    Optional<Path> program = DprintPlugins.program();
    assumeTrue(program.isPresent(), "SKIPPED: no dprint command line of npm runs here");
    Path top = Files.createDirectories(root.toRealPath().resolve("w"));
    List<String> files =
        Stream.of(
                "x y -  a/x a/b/x a/b/c/x dist/x a/dist/x gen/x gen/kept a/gen/x .hid/x .x a.min"
                    + " node_modules/x a/node_modules/m/x a/[b] a}")
            .flatMap(names -> Arrays.stream(names.split(" +")))
            .map(name -> name + ".json")
            .toList();
    for (String each : files) {
      write("w/" + each, "{}");
    }
    var configurations = new ArrayList<String>();
    configurations.add("{}");
    for (String pattern :
        List.of(
            "*.json",
            "**/*.json",
            "a/**/x.json",
            "**/a/**/x.json",
            "a/**",
            "a/",
            "a",
            "/a",
            "./a",
            "dist",
            "**/dist",
            "dist/",
            "**/dist/**",
            "a/*",
            "a/*.json",
            "x.json",
            "/x.json",
            "./x.json",
            "**/*.{json,md}",
            "*.{json,md}",
            "{a,gen}/**",
            "{a/b,gen}/*",
            "{,y}x.json",
            "{}x.json",
            "{x,{y,b}}.json",
            "[xy].*",
            "[!x].json",
            "[^x].json",
            "[a-x].json",
            "[-x].json",
            "a/[b].json",
            "**",
            "*",
            "?.json",
            "**x.json",
            "a**/x.json",
            "***/x.json",
            "x.json/**",
            "a//x.json",
            "a/b/../x.json",
            "\\\\x.json",
            "A/**",
            "!x.json",
            "!",
            "")) {
      configurations.add("{\"includes\":[\"" + pattern + "\"]}");
      configurations.add("{\"excludes\":[\"" + pattern + "\"]}");
    }
    configurations.addAll(
        List.of(
            "{\"excludes\":[\"gen\",\"!gen/kept.json\"]}",
            "{\"excludes\":[\"gen/*\",\"!gen/kept.json\"]}",
            "{\"excludes\":[\"!**/node_modules\"]}",
            "{\"includes\":[\"**/*.json\",\"!a\"]}",
            "{\"includes\":[\"**/*.json\",\"!a/**\"]}",
            "{\"includes\":[]}"));
    for (String configuration : configurations) {
      write("w/dprint.json", configuration);
      DprintConfig config = of("w/x.json");
      assertEquals(
          DprintPlugins.chosen(program.get(), top, root.resolve("cache"), "json"),
          Stream.concat(files.stream(), Stream.of("dprint.json"))
              .map(top::resolve)
              .filter(config::covers)
              .collect(Collectors.toSet()),
          configuration);
    }
    for (String bad : List.of("[", "{a", "a}", "[z-a]")) {
      write("w/dprint.json", "{\"excludes\":[\"" + bad + "\"]}");
      var e = assertThrows(DprintConfigException.class, () -> of("w/x.json"));
      assertTrue(String.valueOf(e.getMessage()).contains("\"" + bad + "\""), e.getMessage());
    }
  }

  /** Each of these once held a thread for ever, and with it everybody's requests. */
  @Test
  @Timeout(60)
  void what_a_hostile_workspace_writes_ends() throws Exception {
    write(
        "a/dprint.json",
        "{\"excludes\":[\"" + "*a".repeat(500) + "b\",\"" + "a/**/".repeat(500) + "b\"]}");
    assertTrue(of("a/x").covers(root.resolve("a/" + "a".repeat(200))));
    assertTrue(of("a/x").covers(root.resolve("a/" + "a/".repeat(1_000) + "x")));
    write("b/dprint.json", "{\"includes\":[\"" + "{a,b}".repeat(40) + "\"]}");
    write("c/dprint.json", "{\"includes\":[\"" + "{".repeat(100_000) + "\"]}");
    String twenty = String.join(",", Collections.nCopies(20, "\"base0.json\""));
    write("d/dprint.json", "{\"extends\":[" + twenty + "]}");
    for (int i = 0; i < 6; i++) {
      write("d/base" + i + ".json", "{\"extends\":[" + twenty.replace("e0", "e" + (i + 1)) + "]}");
    }
    write("d/base6.json", "{}");
    write("e/dprint.json", "{\"json\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    for (String folder : List.of("b", "c", "d", "e")) {
      var e = assertThrows(DprintConfigException.class, () -> of(folder + "/x"));
      assertTrue(String.valueOf(e.getMessage()).length() < 1_000, e.getMessage());
    }
  }

  @Test
  @Timeout(60)
  void a_pipe_is_no_configuration() throws Exception {
    write("dprint.json", "{\"extends\":\"pipe.json\"}");
    int made;
    try {
      made = new ProcessBuilder("mkfifo", root.resolve("pipe.json").toString()).start().waitFor();
    } catch (IOException e) {
      made = -1;
    }
    assumeTrue(made == 0, "SKIPPED: no mkfifo here");
    var e = assertThrows(DprintConfigException.class, () -> of("x.json"));
    assertTrue(String.valueOf(e.getMessage()).contains("pipe.json is not a file"), e.getMessage());
  }

  /** Any JSON stays what it is when comments and commas are put where they may be. */
  @Test
  void comments_and_trailing_commas_change_nothing() {
    Randomized.rounds(
        random -> {
          JsonElement value = value(random, 4);
          var spread = new StringBuilder();
          write(value, random, spread);
          noise(random, spread);
          assertEquals(value, JsonParser.parseString(JsonWithComments.plain(spread.toString())));
        });
  }

  @Test
  void any_text_is_taken_and_keeps_its_length() {
    Randomized.rounds(
        random -> {
          var text = new StringBuilder();
          for (int i = random.nextInt(40); i > 0; i--) {
            text.append("{}[],\"\\/*\n a1\ufeff".charAt(random.nextInt(14)));
          }
          assertEquals(text.length(), JsonWithComments.plain(text.toString()).length());
        });
  }

  private static JsonElement value(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 4 : 2)) {
      case 0 -> {
        return new JsonPrimitive(random.nextInt(100));
      }
      case 1 -> {
        return new JsonPrimitive(
            List.of("", "// no", "/* no */", ",]", "\"", "\\", "a\\\"b").get(random.nextInt(7)));
      }
      case 2 -> {
        var list = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        return list;
      }
      default -> {
        var object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.add("k" + i, value(random, depth - 1));
        }
        return object;
      }
    }
  }

  private static void write(JsonElement value, Random random, StringBuilder out) {
    noise(random, out);
    if (value instanceof JsonArray list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        write(list.get(i), random, out);
        comma(i + 1 == list.size(), random, out);
      }
      out.append(']');
    } else if (value instanceof JsonObject object) {
      out.append('{');
      int left = object.size();
      for (var each : object.entrySet()) {
        noise(random, out);
        out.append('"').append(each.getKey()).append('"');
        noise(random, out);
        out.append(':');
        write(each.getValue(), random, out);
        comma(--left == 0, random, out);
      }
      out.append('}');
    } else {
      out.append(value);
    }
  }

  private static void comma(boolean last, Random random, StringBuilder out) {
    noise(random, out);
    if (!last || random.nextBoolean()) {
      out.append(',');
    }
    noise(random, out);
  }

  private static void noise(Random random, StringBuilder out) {
    out.append(List.of("", " ", "\n", "/* , ] } */", "// \" ,\n", "/**/").get(random.nextInt(6)));
  }
}
