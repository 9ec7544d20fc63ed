package dev.ropewalk.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one directory, and on a real disk without room. */
class StoreProcessesTest {
  private static final long PATIENCE_SECONDS = 240;

  @TempDir private Path folder;

  private static int end(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end");
    }
    return process.exitValue();
  }

  @Test
  void several_processes_get_nothing_or_what_one_of_them_put()
      throws IOException, InterruptedException {
    Path root = folder.resolve("results");
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var processes = new ArrayList<Process>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          StoreProcess.start(
              folder.resolve("out" + i), List.of(), "share", root.toString(), "" + (seed + i)));
    }
    // One more is killed while it writes.
    Process victim =
        StoreProcess.start(
            folder.resolve("victim"), List.of(), "share", root.toString(), "" + (seed + 3));
    while (victim.isAlive() && StoreFixture.files(root, ".record").isEmpty()) {
      Thread.onSpinWait();
    }
    victim.destroyForcibly();
    end(victim);
    for (int i = 0; i < processes.size(); i++) {
      int code = end(processes.get(i));
      assertEquals(
          0, code, "-Dropewalk.seed=" + seed + ": " + Files.readString(folder.resolve("out" + i)));
    }
    var verified = new StoreMaintenance(root).verify(false);
    assertEquals(List.of(), verified.damaged());
    assertTrue(verified.checked().files() > 0);
  }

  @Test
  void a_full_disk_is_told_and_recovered_from() throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("disk"));
    // A file system of its own in a mount namespace of its own, which needs no root where user
    // namespaces are allowed.
    String script = "mount -t tmpfs -o size=1m none \"$0\" || exit 77; exec \"$@\"";
    Path output = folder.resolve("out");
    Process process;
    try {
      process =
          StoreProcess.start(
              output,
              List.of(
                  "unshare",
                  "--user",
                  "--map-root-user",
                  "--mount",
                  "sh",
                  "-c",
                  script,
                  mount.toString()),
              "fill",
              mount.resolve("results").toString());
    } catch (IOException e) {
      skip("unshare is not there: " + e.getMessage());
      return;
    }
    int code = end(process);
    String told = Files.readString(output);
    if (code == 77 || told.startsWith("unshare:")) {
      skip(told);
    }
    assertEquals(0, code, told);
  }

  private static void skip(String why) {
    String message = "no small file system can be made here: " + why;
    System.err.println("SKIPPED: " + message);
    Assumptions.abort(message);
  }
}
