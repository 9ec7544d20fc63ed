package dev.ropewalk.wasm.dprint;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** dprint's own command line with the same plugins: what formatting is to come to. */
final class CommandLine {
  private static final long MAX_SECONDS = 120;

  private final Path program;
  private final Path folder;
  private final List<String> plugins;

  /**
   * Aborts the test, which says so, when the program cannot be run.
   *
   * @param folder for its cache and its configurations
   * @param plugins that it loads, which takes its time whether they are used or not
   */
  CommandLine(Path folder, List<String> plugins) throws IOException {
    this.folder = folder;
    this.plugins = plugins;
    program = program();
  }

  private static Path program() throws IOException {
    try (Stream<Path> platforms = Files.list(Plugins.npm().resolve("@dprint"))) {
      List<Path> found =
          platforms
              .flatMap(folder -> Stream.of(folder.resolve("dprint"), folder.resolve("dprint.exe")))
              .filter(Files::isRegularFile)
              .filter(CommandLine::runs)
              .toList();
      return found.isEmpty()
          ? abort("SKIPPED: no dprint command line of npm runs here; nothing to compare with")
          : found.getFirst();
    }
  }

  private static boolean runs(Path program) {
    try {
      var process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // of another platform
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it makes of a text; equal to the text when it is formatted already. */
  byte[] format(String file, byte[] text, Map<String, FormatConfig> configs) throws Exception {
    var json = new JsonObject();
    var paths = new JsonArray();
    for (String name : plugins) {
      paths.add(Plugins.path(name).toAbsolutePath().toString());
    }
    configs.forEach(
        (key, config) -> {
          json.add(key, JsonParser.parseString(config.pluginJson()));
          JsonParser.parseString(config.globalJson())
              .getAsJsonObject()
              .entrySet()
              .forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        });
    json.add("plugins", paths);
    Path config = folder.resolve("dprint.json");
    Files.writeString(config, json.toString());
    Path input = folder.resolve("input");
    Files.write(input, text);
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    var builder =
        new ProcessBuilder(
            program.toString(), "fmt", "--config", config.toString(), "--stdin", file);
    builder.directory(folder.toFile());
    builder.environment().put("DPRINT_CACHE_DIR", folder.resolve("cache").toString());
    builder.redirectInput(input.toFile()).redirectOutput(output.toFile());
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("dprint did not end in " + MAX_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "dprint ended with "
              + process.exitValue()
              + ": "
              + Files.readString(errors, StandardCharsets.UTF_8));
    }
    return Files.readAllBytes(output);
  }
}
