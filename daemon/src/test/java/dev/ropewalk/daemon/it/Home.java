package dev.ropewalk.daemon.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A user of the built distribution, with directories of its own and one shared class store. */
final class Home {
  /** Nothing that works takes so long, even on a slow and busy machine. */
  static final long PATIENCE_SECONDS = 120;

  private final Path root;
  private final Path cache;

  Home(Path root) {
    this(root, sharedCache());
  }

  /** One whose cache is apart. */
  Home(Path root, Path cache) {
    this.root = root;
    this.cache = cache;
    try {
      for (String name : List.of("config", "data", "state", "run", "work")) {
        Files.createDirectories(root.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory of the user: config, data, state, run or work. */
  Path directory(String name) {
    return root.resolve(name);
  }

  /** A result of a command. */
  record Result(int exitCode, String out, String err) {}

  /** Starts the launcher. */
  Process start(String... arguments) {
    var command = new ArrayList<String>();
    command.add(System.getProperty("ropewalk.test.launcher"));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command);
      environment(builder.environment());
      builder.directory(directory("work").toFile());
      builder.redirectError(root.resolve("stderr.txt").toFile());
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The variables that make a process this user's. */
  void environment(Map<String, String> environment) {
    environment.put("HOME", root.toString());
    environment.put("XDG_CONFIG_HOME", directory("config").toString());
    environment.put("XDG_DATA_HOME", directory("data").toString());
    environment.put("XDG_STATE_HOME", directory("state").toString());
    environment.put("XDG_RUNTIME_DIR", directory("run").toString());
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("ROPEWALK_HOME", System.getProperty("ropewalk.test.dist"));
  }

  /** Compiled grammars outlive a test, so that each is compiled once. */
  private static Path sharedCache() {
    return Path.of(System.getProperty("ropewalk.test.dist")).resolveSibling("it-cache");
  }

  /** Runs a command to its end. */
  Result run(String... arguments) {
    Process process = start(arguments);
    try {
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = exitCode(process);
      return new Result(code, out, stderr());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the last process wrote to standard error so far. */
  String stderr() {
    try {
      return Files.readString(root.resolve("stderr.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of a process. */
  static int exitCode(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the process did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }

  /** Writes a file into the work directory. */
  Path file(String name, String text) {
    try {
      Path file = directory("work").resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
