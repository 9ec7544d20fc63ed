package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a tree-sitter grammar from C to a WebAssembly side module, with clang and wasm-ld from
 * the user's {@code PATH}. Safe for any thread.
 */
public final class CGrammarCompiler {
  /*
   * The result is what Emscripten would make: a dylink.0 module that imports memory, table, their
   * bases and a few libc functions from env, and exports tree_sitter_NAME, __wasm_call_ctors and
   * __wasm_apply_data_relocs.
   *
   * C1. The target is wasm32-unknown-emscripten, the only one for which every LLVM since 13 honours
   *     -fPIC (for wasm32-unknown-unknown, 14 ignores it and wasm-ld then refuses the objects). No
   *     Emscripten is needed: nothing of its libc is used.
   * C2. Headers are our own (resources in include/), with clang's for stdint.h and its like. They
   *     declare what the tree-sitter runtime exports and define the rest inline, so a call of
   *     anything else fails here, with its name, and not when a document is opened.
   * C3. The code is freestanding and without assertions: nothing is printed, nothing aborts.
   * C4. The tools see PATH and a locale and nothing else of the environment, get no input, and are
   *     killed at the limit. They read a hostile package's sources, but run none of it.
   * C5. Only the grammar's entry point is visible, so that the scanner is called directly.
   */
  private static final System.Logger LOG = System.getLogger(CGrammarCompiler.class.getName());

  private static final List<String> HEADERS =
      List.of(
          "assert.h",
          "ctype.h",
          "errno.h",
          "inttypes.h",
          "math.h",
          "stdio.h",
          "stdlib.h",
          "string.h",
          "strings.h",
          "wchar.h",
          "wctype.h");

  /**
   * What web-tree-sitter's runtime exports for scanners, and the two that the host gives. The test
   * compares it with the real runtime.
   */
  static final Set<String> AVAILABLE =
      Set.of(
          "abort",
          "__assert_fail",
          "calloc",
          "free",
          "iswalnum",
          "iswalpha",
          "iswblank",
          "iswdigit",
          "iswlower",
          "iswpunct",
          "iswspace",
          "iswupper",
          "iswxdigit",
          "malloc",
          "memchr",
          "memcmp",
          "memcpy",
          "memmove",
          "memset",
          "realloc",
          "strcmp",
          "strlen",
          "strncat",
          "strncmp",
          "strncpy",
          "towlower",
          "towupper");

  private record Tools(Path clang, Path linker) {}

  private final HostEnvironment environment;
  private final InstallLimits limits;
  private final InstallCounters counters;

  CGrammarCompiler(HostEnvironment environment, InstallLimits limits, InstallCounters counters) {
    this.environment = environment;
    this.limits = limits;
    this.counters = counters;
  }

  /** A compiler of its own, apart from any installer. */
  public CGrammarCompiler(HostEnvironment environment, InstallLimits limits) {
    this(environment, limits, new InstallCounters());
  }

  /**
   * Compiles a grammar.
   *
   * @param symbol the entry point is {@code tree_sitter_<symbol>}
   * @param scratch an existing private folder; objects and headers are left in it
   * @return the module; or a problem with {@link ProblemCode#TOOLS_MISSING} that says what to
   *     install, or {@link ProblemCode#COMPILE_FAILED} with the end of the compiler's messages
   */
  public Outcome<byte[]> compile(GrammarSources sources, String symbol, Path scratch) {
    return Outcome.of(() -> build(sources, symbol, scratch));
  }

  byte[] build(GrammarSources sources, String symbol, Path scratch)
      throws Refusal, IOException, InterruptedException {
    if (sources.scanner().isPresent() && !sources.scanner().get().toString().endsWith(".c")) {
      throw new Refusal(
          ProblemCode.COMPILE_FAILED,
          "the scanner of '"
              + symbol
              + "' is C++ ("
              + sources.scanner().get().getFileName()
              + "); only scanners in C can be compiled. Use a newer version of the package, or one"
              + " that ships tree-sitter-"
              + symbol
              + ".wasm");
    }
    Tools tools = findTools(symbol);
    long started = System.nanoTime();
    Path headers = writeHeaders(scratch);
    var objects = new ArrayList<Path>();
    objects.add(object(tools, sources, sources.parser(), headers, scratch));
    if (sources.scanner().isPresent()) {
      objects.add(object(tools, sources, sources.scanner().get(), headers, scratch));
    }
    byte[] module = link(tools, objects, symbol, scratch);
    counters.compiled.increment();
    counters.compileNanos.add(System.nanoTime() - started);
    LOG.log(System.Logger.Level.DEBUG, "compiled grammar {0}", symbol);
    return module;
  }

  private Tools findTools(String symbol) throws Refusal {
    Optional<Path> clang = environment.newestExecutable("clang");
    Optional<Path> linker = environment.newestExecutable("wasm-ld");
    if (clang.isEmpty() || linker.isEmpty()) {
      String missing =
          clang.isPresent() ? "wasm-ld" : linker.isPresent() ? "clang" : "clang and wasm-ld";
      throw new Refusal(
          ProblemCode.TOOLS_MISSING,
          "the grammar '"
              + symbol
              + "' comes as C only and has to be compiled once, but "
              + missing
              + (missing.contains(" ") ? " are" : " is")
              + " not on the PATH. Install LLVM 13 or newer (Debian, Ubuntu: apt-get install clang"
              + " lld; Fedora: dnf install clang lld; macOS: brew install llvm lld), then add the"
              + " package again");
    }
    return new Tools(clang.get(), linker.get());
  }

  private Path writeHeaders(Path scratch) throws IOException {
    Path folder = scratch.resolve("include");
    PrivateFiles.createFolders(folder);
    for (String header : HEADERS) {
      try (InputStream in = CGrammarCompiler.class.getResourceAsStream("include/" + header)) {
        Files.write(folder.resolve(header), Objects.requireNonNull(in, header).readAllBytes());
      }
    }
    return folder;
  }

  private Path object(Tools tools, GrammarSources sources, Path source, Path headers, Path scratch)
      throws Refusal, IOException, InterruptedException {
    Path object = scratch.resolve(source.getFileName() + ".o");
    run(
        List.of(
            tools.clang().toString(),
            "--target=wasm32-unknown-emscripten",
            "-std=gnu11",
            "-Os",
            "-fPIC",
            "-ffreestanding",
            "-fvisibility=hidden",
            "-DNDEBUG",
            "-w",
            "-Werror=implicit-function-declaration",
            "-ferror-limit=5",
            "-fno-color-diagnostics",
            "-ffile-prefix-map=" + sources.folder() + "=src",
            "-nostdlibinc",
            "-isystem",
            headers.toString(),
            "-I",
            sources.folder().toString(),
            "-c",
            source.toString(),
            "-o",
            object.toString()),
        scratch,
        "compile " + sources.folder().relativize(source));
    return object;
  }

  private byte[] link(Tools tools, List<Path> objects, String symbol, Path scratch)
      throws Refusal, IOException, InterruptedException {
    Path output = scratch.resolve("grammar.wasm");
    var command = new ArrayList<>(List.of(tools.linker().toString()));
    command.addAll(
        List.of(
            "-shared",
            "--experimental-pic",
            "--no-entry",
            "--strip-all",
            "--export-if-defined=tree_sitter_" + symbol,
            "--export-if-defined=__wasm_call_ctors",
            "--export-if-defined=__wasm_apply_data_relocs",
            "-o",
            output.toString()));
    objects.forEach(object -> command.add(object.toString()));
    run(command, scratch, "link " + symbol);
    if (Files.size(output) > limits.unpack().maxModuleBytes()) {
      throw new Refusal(
          ProblemCode.TOO_LARGE,
          "the grammar '"
              + symbol
              + "' compiles to "
              + Files.size(output)
              + " bytes, the limit of a module is "
              + limits.unpack().maxModuleBytes());
    }
    return SideModule.normalise(Files.readAllBytes(output), "tree_sitter_" + symbol, AVAILABLE);
  }

  private void run(List<String> command, Path scratch, String what)
      throws Refusal, IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>();
    variables.put("PATH", environment.variables().getOrDefault("PATH", ""));
    variables.put("LC_ALL", "C");
    variables.put("TMPDIR", scratch.toString());
    ToolRun run =
        ToolRun.run(
            command,
            scratch,
            variables,
            limits.compile().toolTimeout(),
            limits.compile().maxMessageChars());
    if (run.exitCode() != 0) {
      throw new Refusal(
          ProblemCode.COMPILE_FAILED,
          "could not "
              + what
              + ": "
              + Path.of(command.getFirst()).getFileName()
              + " ended with "
              + run.exitCode()
              + "\n"
              + run.messages().replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?").strip());
    }
  }
}
