package dev.ropewalk.metrics.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ropewalk.metrics.registry.MetricRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linter of Prometheus itself; Debian has it in the package {@code prometheus}. */
final class PromtoolTest {
  @TempDir Path directory;

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && Files.isExecutable(Path.of(entry, program))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void promtool_finds_nothing_to_complain_about() throws Exception {
    if (!onPath("promtool")) {
      String message = "promtool is not on PATH (Debian: apt-get install prometheus)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      System.err.println("SKIPPED: " + message);
      abort(message);
    }
    try (MetricRegistry registry = SampleMeters.registry()) {
      var exporter = new MetricExporter(registry);
      System.gc();
      exporter.scrape("", "");
      byte[] text = exporter.scrape("", "").body();
      assertEquals("exit 0: ", check(text), () -> new String(text, StandardCharsets.UTF_8));
    }
  }

  private String check(byte[] text) throws IOException, InterruptedException {
    Path input = Files.write(directory.resolve("metrics"), text);
    Path output = directory.resolve("output");
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = promtool.waitFor();
    return "exit " + exit + ": " + Files.readString(output);
  }
}
