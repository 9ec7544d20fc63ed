package dev.ropewalk.daemon.main;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was built and is shipped with the program.
 *
 * @param home where it lies
 */
record Distribution(Path home) {
  /** The distribution that the launcher names. */
  static Distribution ofProcess() {
    String home = System.getProperty("ropewalk.home", "");
    if (home.isEmpty() || !Files.isDirectory(Path.of(home).resolve("grammars"))) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "there is no distribution at '" + home + "'; start Ropewalk by scripts/ropewalk");
    }
    return new Distribution(Path.of(home));
  }

  /** Packages of grammars, each in a directory of its npm name. */
  Path grammars() {
    return home.resolve("grammars");
  }

  /** Our own queries, in a directory for each grammar. */
  Path queries() {
    return home.resolve("queries");
  }

  /** Grammars that the build compiled; absent when that failed. */
  Path classes() {
    return home.resolve("classes");
  }

  /** The tree-sitter runtime. */
  Path runtime() {
    return home.resolve("runtime").resolve("web-tree-sitter.wasm");
  }
}
