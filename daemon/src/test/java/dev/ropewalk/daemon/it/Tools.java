package dev.ropewalk.daemon.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests need: their lack is a failure in CI, and a loud skip elsewhere. */
final class Tools {
  private Tools() {}

  static void need(String... programs) {
    for (String program : programs) {
      if (isThere(program)) {
        continue;
      }
      String message = program + " is not on the PATH; .ci/run shows what installs it";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      System.err.println("SKIPPED: " + message);
      Assumptions.abort(message);
    }
  }

  private static boolean isThere(String program) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
