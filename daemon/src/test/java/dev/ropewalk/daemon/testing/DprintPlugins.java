package dev.ropewalk.daemon.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formatters and the command line of dprint that the build fetched. */
public final class DprintPlugins {
  private static final long MAX_SECONDS = 60;

  private DprintPlugins() {}

  /** The folder that npm filled; aborts the test, which says so, when there is none. */
  public static Path npm() {
    String folder = System.getProperty("ropewalk.test.formatters", "");
    assumeTrue(
        !folder.isEmpty() && Files.isDirectory(Path.of(folder)),
        "SKIPPED: no formatters at ropewalk.test.formatters='"
            + folder
            + "'; build with Maven and npm");
    return Path.of(folder).toAbsolutePath().normalize();
  }

  /** The package of a plugin: its folder. */
  public static Path folder(String name) {
    return npm().resolve(name.equals("yaml") ? "dprint-plugin-yaml" : "@dprint/" + name);
  }

  /** The module of a plugin. */
  public static Path module(String name) {
    return folder(name).resolve("plugin.wasm");
  }

  /** dprint's own program, if it runs here. */
  public static Optional<Path> program() throws IOException {
    try (Stream<Path> platforms = Files.list(npm().resolve("@dprint"))) {
      return platforms
          .flatMap(folder -> Stream.of(folder.resolve("dprint"), folder.resolve("dprint.exe")))
          .filter(Files::isExecutable)
          .filter(DprintPlugins::runs)
          .findFirst();
    }
  }

  private static boolean runs(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // of another platform
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The files that dprint's program would format in a directory.
   *
   * @param plugins names of plugins
   */
  public static Set<Path> chosen(Path program, Path directory, Path cache, String... plugins)
      throws IOException, InterruptedException {
    String said = run(command(program, "output-file-paths", plugins), directory, cache, null);
    return said.lines().filter(line -> !line.isBlank()).map(Path::of).collect(Collectors.toSet());
  }

  /**
   * What dprint's program makes of a file on the disk, by the configuration in its folder.
   *
   * @param plugins names of plugins
   */
  public static String format(Path program, Path file, Path cache, String... plugins)
      throws IOException, InterruptedException {
    List<String> command = command(program, "fmt", plugins);
    command.add("--stdin");
    command.add(file.toString());
    return run(command, file.getParent(), cache, file);
  }

  private static List<String> command(Path program, String what, String... plugins) {
    var command = new ArrayList<String>(List.of(program.toString(), what, "--plugins"));
    for (String name : plugins) {
      command.add(module(name).toString());
    }
    return command;
  }

  private static String run(List<String> command, Path directory, Path cache, @Nullable Path input)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.environment().put("DPRINT_CACHE_DIR", cache.toString());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Path errors = Files.createTempFile(cache.getParent(), "dprint", ".txt");
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("dprint failed: " + Files.readString(errors));
    }
    return said;
  }
}
