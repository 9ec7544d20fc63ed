package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** Values and checks that several tests use. */
final class Fixtures {
  /** Small, so that tests can reach them. */
  static final InstallLimits LIMITS =
      new InstallLimits(
          new InstallLimits.Network(
              Duration.ofSeconds(5),
              Duration.ofSeconds(20),
              100_000,
              3_000_000,
              3,
              Duration.ofSeconds(30)),
          new InstallLimits.Unpack(20_000_000, 500, 200, 4_000_000),
          new InstallLimits.Manifest(200_000, 20, 40, 500),
          new InstallLimits.Compile(Duration.ofMinutes(5), 2_000),
          Duration.ofHours(1));

  /** A module that does nothing: its header, and an empty type section. */
  static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 1, 0};

  private Fixtures() {}

  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Failed<T> failed -> fail("" + failed.problem());
    };
  }

  static <T> String failed(ProblemCode code, Outcome<T> outcome) {
    Problem problem = assertInstanceOf(Outcome.Failed.class, outcome).problem();
    assertEquals(code, problem.code(), problem.message());
    return problem.message();
  }

  static Random random(String what) {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    System.out.println(what + ": -Dropewalk.seed=" + seed);
    return new Random(seed);
  }

  /** How often a randomized test runs: -Dropewalk.rounds multiplies it. */
  static int rounds(int usual) {
    return usual * Integer.getInteger("ropewalk.rounds", 1);
  }

  /** A few random changes of bytes: flips, cuts, repeats. */
  static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      copy = Arrays.copyOf(copy, random.nextInt(copy.length + 1));
    }
    return copy;
  }

  /** An environment with a home, and with no tools but those in the given folders. */
  static HostEnvironment environment(Path home, String path) {
    return new HostEnvironment(Map.of("PATH", path), home);
  }

  /** Skips loudly when a tool is absent; on CI that is a failure. */
  static Path tool(String name, String advice) {
    var found = HostEnvironment.ofThisProcess().newestExecutable(name);
    if (found.isEmpty()) {
      String message = name + " is not on the PATH: " + advice;
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      System.err.println("SKIPPED: " + message);
      Assumptions.abort(message);
    }
    return found.orElseThrow();
  }

  /** The node_modules folder of the default grammars, which the build fetches. */
  static Path defaultPackages() {
    return Path.of(System.getProperty("ropewalk.test.npm"));
  }

  static Path script(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    if (!file.toFile().setExecutable(true)) {
      fail("cannot make " + file + " executable");
    }
    return file;
  }
}
