package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Builds guests with the compilers of this machine; tests that need a missing one are skipped. */
final class Toolchain {
  /** The module's folder, in which tests run. */
  private static final Path SDK = Path.of("sdk").toAbsolutePath();

  private static final Path COMPILERS =
      Path.of(System.getProperty("ropewalk.test.compilers", "target/test-npm/node_modules"))
          .toAbsolutePath();

  private static final Map<String, byte[]> BUILT = new ConcurrentHashMap<>();

  private Toolchain() {}

  /** A guest in C, from a file of the samples. */
  static byte[] sampleC(String file) throws IOException {
    return c(Files.readString(SDK.resolve("samples").resolve(file)));
  }

  /** A guest in C on the header of the SDK. */
  static byte[] c(String source) {
    return BUILT.computeIfAbsent(
        source,
        any ->
            inFolder(
                folder -> {
                  Path in = Files.writeString(folder.resolve("guest.c"), source);
                  run(
                      folder,
                      tool("clang", "apt-get install clang lld"),
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
                      in.toString(),
                      "-o",
                      "guest.wasm");
                  return Files.readAllBytes(folder.resolve("guest.wasm"));
                }));
  }

  /** A guest in Rust: a crate of the samples with the crate of the SDK. */
  static byte[] rust(String sample) {
    String rustc = rustc();
    return BUILT.computeIfAbsent(
        "rust " + sample,
        any ->
            inFolder(
                folder ->
                    rust(
                        rustc,
                        folder,
                        SDK.resolve("rust/src/lib.rs"),
                        SDK.resolve("samples").resolve(sample).resolve("src/lib.rs"))));
  }

  private static byte[] rust(String rustc, Path folder, Path sdk, Path extension)
      throws IOException, InterruptedException {
    List<String> common =
        List.of(
            rustc,
            "--edition=2021",
            "--target=wasm32-unknown-unknown",
            "-O",
            "-Cpanic=abort",
            "-Dwarnings");
    var library = new ArrayList<>(common);
    library.addAll(List.of("--crate-type=rlib", "--crate-name=ropewalk", sdk.toString()));
    run(folder, library.toArray(String[]::new));
    var guest = new ArrayList<>(common);
    guest.addAll(
        List.of(
            "-Clinker=" + tool("wasm-ld", "apt-get install lld"),
            "-Cstrip=debuginfo",
            "--crate-type=cdylib",
            "--crate-name=extension",
            "--extern=ropewalk=libropewalk.rlib",
            extension.toString()));
    run(folder, guest.toArray(String[]::new));
    return Files.readAllBytes(folder.resolve("extension.wasm"));
  }

  /**
   * A new project, built: as its build.sh does, but for cargo, which need not be there, and for npm
   * install, which would go to the network.
   */
  static byte[] project(Path folder, AbiProject.Language language) throws Exception {
    switch (language) {
      case C -> {
        var unused = tool("clang", "apt-get install clang lld");
        run(folder, "/bin/sh", "build.sh");
      }
      case RUST ->
          rust(
              rustc(), folder, folder.resolve("ropewalk/src/lib.rs"), folder.resolve("src/lib.rs"));
      case AS -> {
        var unused = assemblyScriptCompiler();
        Files.createSymbolicLink(folder.resolve("node_modules"), COMPILERS);
        run(folder, "/bin/sh", "build.sh");
      }
    }
    return Files.readAllBytes(folder.resolve("extension.wasm"));
  }

  /** A guest in AssemblyScript: a file of the samples. */
  static byte[] assemblyScript(String sample) {
    Path compiler = assemblyScriptCompiler();
    return BUILT.computeIfAbsent(
        "as " + sample,
        any ->
            inFolder(
                folder -> {
                  Path project = SDK.resolve("samples").resolve(sample);
                  copy(SDK.resolve("assemblyscript"), folder.resolve("assembly/ropewalk"));
                  copy(project.resolve("assembly"), folder.resolve("assembly"));
                  run(
                      folder,
                      tool("node", "apt-get install nodejs"),
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
                      "guest.wasm");
                  return Files.readAllBytes(folder.resolve("guest.wasm"));
                }));
  }

  private static Path assemblyScriptCompiler() {
    Path compiler = COMPILERS.resolve("assemblyscript/bin/asc.js");
    if (!Files.isRegularFile(compiler)) {
      skip("AssemblyScript is not at " + compiler + ": run mvn generate-test-resources");
    }
    return compiler;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ts")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** A Rust compiler that has the target: ROPEWALK_RUSTC, or the first on the PATH that does. */
  private static String rustc() {
    String named = System.getenv("ROPEWALK_RUSTC");
    List<String> candidates =
        named != null ? List.of(named) : onPath("rustc").map(Path::toString).toList();
    for (String rustc : candidates) {
      if (hasTarget(rustc)) {
        return rustc;
      }
    }
    skip(
        "no rustc of "
            + candidates
            + " has a standard library for wasm32-unknown-unknown: apt-get install rustc"
            + " libstd-rust-dev-wasm32, or set ROPEWALK_RUSTC to a compiler that has it");
    throw new AssertionError("skip ends the test");
  }

  private static boolean hasTarget(String rustc) {
    try {
      var process =
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

  private static Stream<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable);
  }

  private static String tool(String name, String remedy) {
    Optional<Path> found = onPath(name).findFirst();
    if (found.isEmpty()) {
      skip(name + " is not on the PATH: " + remedy);
    }
    return found.orElseThrow().toString();
  }

  private static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    System.err.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  private interface Build {
    byte[] in(Path folder) throws IOException, InterruptedException;
  }

  private static byte[] inFolder(Build build) {
    try {
      return build.in(Files.createTempDirectory(Path.of("target"), "guest").toAbsolutePath());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
  }
}
