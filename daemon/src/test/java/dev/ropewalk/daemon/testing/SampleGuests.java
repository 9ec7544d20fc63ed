package dev.ropewalk.daemon.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The SDK's samples in Rust and AssemblyScript; without their compilers tests are skipped. */
public final class SampleGuests {
  // As wasm-host's own tests build them, and as the SDK's build scripts do but for cargo and npm,
  // which would go to the network.

  private static final Path COMPILERS =
      Path.of(
              System.getProperty(
                  "ropewalk.test.compilers", "../wasm-host/target/test-npm/node_modules"))
          .toAbsolutePath()
          .normalize();

  private SampleGuests() {}

  /** Makes a folder that `ext add` takes: the sample's manifest, and its module. */
  public static void install(Path parent, String name, String sample, byte[] module)
      throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.copy(TestGuests.sample(sample).resolve("ropewalk.toml"), folder.resolve("ropewalk.toml"));
    Files.write(folder.resolve("extension.wasm"), module);
  }

  /** The module of a crate. */
  public static byte[] rust(String sample) throws IOException {
    String rustc = rustc();
    String linker = tool("wasm-ld", "apt-get install lld");
    Path folder = folder();
    var common =
        List.of(
            rustc,
            "--edition=2021",
            "--target=wasm32-unknown-unknown",
            "-O",
            "-Cpanic=abort",
            "-Dwarnings");
    var library = new ArrayList<>(common);
    library.addAll(
        List.of(
            "--crate-type=rlib",
            "--crate-name=ropewalk",
            TestGuests.SDK.resolve("rust/src/lib.rs").toString()));
    TestGuests.run(folder, library);
    var guest = new ArrayList<>(common);
    guest.addAll(
        List.of(
            "-Clinker=" + linker,
            "-Cstrip=debuginfo",
            "--crate-type=cdylib",
            "--crate-name=extension",
            "--extern=ropewalk=libropewalk.rlib",
            TestGuests.sample(sample).resolve("src/lib.rs").toString()));
    TestGuests.run(folder, guest);
    return Files.readAllBytes(folder.resolve("extension.wasm"));
  }

  /** The module of a project in AssemblyScript. */
  public static byte[] assemblyScript(String sample) throws IOException {
    Path compiler = COMPILERS.resolve("assemblyscript/bin/asc.js");
    if (!Files.isRegularFile(compiler)) {
      TestGuests.skip(
          "AssemblyScript is not at "
              + compiler
              + ": run mvn -pl wasm-host generate-test-resources");
    }
    String node = tool("node", "apt-get install nodejs");
    Path folder = folder();
    copy(TestGuests.SDK.resolve("assemblyscript"), folder.resolve("assembly/ropewalk"));
    copy(TestGuests.sample(sample).resolve("assembly"), folder.resolve("assembly"));
    TestGuests.run(
        folder,
        List.of(
            node,
            compiler.toString(),
            "assembly/index.ts",
            "-O3",
            "--runtime",
            "stub",
            "--exportStart",
            "ropewalk_abi_1",
            "--use",
            "abort=assembly/ropewalk/index/abort",
            "--debug",
            "-o",
            "extension.wasm"));
    return Files.readAllBytes(folder.resolve("extension.wasm"));
  }

  private static Path folder() throws IOException {
    return Files.createTempDirectory(Path.of("target"), "guest").toAbsolutePath();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".ts")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** A Rust compiler that has the target: ROPEWALK_RUSTC, or the first on the PATH that does. */
  private static String rustc() {
    String named = System.getenv("ROPEWALK_RUSTC");
    List<String> candidates =
        named != null ? List.of(named) : TestGuests.onPath("rustc").map(Path::toString).toList();
    Optional<String> found = candidates.stream().filter(SampleGuests::hasTarget).findFirst();
    if (found.isEmpty()) {
      TestGuests.skip(
          "no rustc of "
              + candidates
              + " has a standard library for wasm32-unknown-unknown: apt-get install rustc"
              + " libstd-rust-dev-wasm32, or set ROPEWALK_RUSTC to a compiler that has it");
    }
    return found.orElseThrow();
  }

  private static boolean hasTarget(String rustc) {
    try {
      Process process =
          new ProcessBuilder(rustc, "--print=target-libdir", "--target=wasm32-unknown-unknown")
              .redirectErrorStream(true)
              .start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && Files.isDirectory(Path.of(answer));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String tool(String name, String remedy) {
    Optional<Path> found = TestGuests.onPath(name).findFirst();
    if (found.isEmpty()) {
      TestGuests.skip(name + " is not on the PATH: " + remedy);
    }
    return found.orElseThrow().toString();
  }
}
