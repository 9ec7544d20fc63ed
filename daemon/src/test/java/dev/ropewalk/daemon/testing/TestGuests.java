package dev.ropewalk.daemon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ropewalk.daemon.config.BudgetSettings;
import dev.ropewalk.daemon.extension.GuestPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Extensions on our own ABI that this machine's clang builds; without it tests are skipped. */
public final class TestGuests {
  static final Path SDK = Path.of("../wasm-host/sdk").toAbsolutePath().normalize();
  private static final Path OWN = Path.of("src/test/resources/guests").toAbsolutePath();
  private static final int MAX_BYTES = 1 << 20;

  private static final Map<Path, byte[]> BUILT = new ConcurrentHashMap<>();

  private TestGuests() {}

  /** A file or a folder of the SDK's samples. */
  public static Path sample(String file) {
    return SDK.resolve("samples").resolve(file);
  }

  /** A source of this module's tests. */
  public static Path source(String file) {
    return OWN.resolve(file);
  }

  /** The module of a source in C. */
  public static byte[] build(Path source) {
    return BUILT.computeIfAbsent(source, TestGuests::compile);
  }

  /**
   * A package in a folder of its own.
   *
   * @param rest of the manifest: lines of TOML
   */
  public static Path folder(Path parent, String id, Path source, String rest) throws IOException {
    return folder(parent, id, build(source), rest);
  }

  /** The same, of a module that is built. */
  public static Path folder(Path parent, String id, byte[] module, String rest) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(id));
    Files.write(folder.resolve("extension.wasm"), module);
    Files.writeString(
        folder.resolve("ropewalk.toml"),
        """
        id = "%s"
        version = "1.0.0"
        kind = "analysis"
        module = "extension.wasm"
        %s
        """
            .formatted(id, rest));
    return folder;
  }

  /** The package in a folder. */
  public static GuestPackage in(Path folder) throws Exception {
    return GuestPackage.in(folder, BudgetSettings.defaults().budgets(), MAX_BYTES);
  }

  private static byte[] compile(Path source) {
    if (onPath("clang").findFirst().isEmpty()) {
      skip("clang is not on the PATH: apt-get install clang lld");
    }
    try {
      Path out = Files.createTempFile(Path.of("target"), "guest", ".wasm").toAbsolutePath();
      run(
          Path.of("").toAbsolutePath(),
          List.of(
              "clang",
              "--target=wasm32",
              "-O2",
              "-Wall",
              "-Wextra",
              "-Werror",
              "-nostdlib",
              "-ffreestanding",
              "-Wl,--no-entry",
              "-I",
              SDK.resolve("c").toString(),
              source.toString(),
              "-o",
              out.toString()));
      return Files.readAllBytes(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable);
  }

  /** Ends the test: a lack is a failure in CI, and told of elsewhere. */
  static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    System.err.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  /** Runs a command that must go well. */
  static void run(Path folder, List<String> command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + said);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
