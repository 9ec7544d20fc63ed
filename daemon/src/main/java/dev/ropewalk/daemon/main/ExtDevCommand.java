package dev.ropewalk.daemon.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.extension.GuestPackage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext dev}. */
@Command(
    name = "dev",
    description = {
      "Has the running daemon use the extension in a directory, takes it up anew whenever its"
          + " module or its ropewalk.toml changes, and prints what it logs.",
      "Build it with its build.sh, or let your tools do so. Ends with Ctrl-C; then an installed"
          + " extension of the same id is used again."
    })
final class ExtDevCommand implements Callable<Integer> {
  /** How often files and the log are looked at: at once for a person, and cheap. */
  private static final long LOOK_MILLIS = 300;

  @Parameters(paramLabel = "DIRECTORY", description = "Where ropewalk.toml is.")
  private Path directory = Path.of("");

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  /** What decides whether a package is another one than before. */
  private record Stamp(List<FileTime> times, List<Long> sizes) {}

  @Override
  public Integer call() throws InterruptedException {
    common.begin();
    Path root = directory.toAbsolutePath().normalize();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    var ended = new CountDownLatch(1);
    try (DaemonClient daemon =
        DaemonClient.connect(Endpoints.of(common.directories()).socket())
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.UNAVAILABLE, "no daemon runs; start one with: ropewalk serve"))) {
      Stamp taken = stamp(root);
      String id = develop(daemon, root, out);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> release(id, ended)));
      long line = 0;
      String state = "";
      while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        Stamp now = stamp(root);
        if (!now.equals(taken) && now.equals(stamp(root))) {
          taken = now;
          try {
            var unused = develop(daemon, root, out);
          } catch (CommandFailure e) {
            err.println("ropewalk: " + e.getMessage() + "; the one before stays in use");
          }
        }
        var request = new JsonObject();
        request.addProperty("id", id);
        request.addProperty("after", line);
        JsonObject told = daemon.ask("ropewalk/extensionLog", request).getAsJsonObject();
        for (JsonElement each : told.getAsJsonArray("lines")) {
          JsonObject one = each.getAsJsonObject();
          line = one.get("number").getAsLong();
          out.println(one.get("level").getAsString() + ": " + one.get("text").getAsString());
        }
        String next = state(told);
        if (!next.equals(state)) {
          state = next;
          out.println("state: " + state);
        }
        out.flush();
        err.flush();
      }
    }
    return ExitCode.OK;
  }

  private static String state(JsonObject told) {
    JsonElement state = told.get("state");
    JsonElement reason = told.get("reason");
    return (state == null ? "absent" : state.getAsString())
        + (reason == null || reason.getAsString().isEmpty() ? "" : ", " + reason.getAsString());
  }

  private static String develop(DaemonClient daemon, Path root, PrintWriter out) {
    var request = new JsonObject();
    request.addProperty("directory", root.toString());
    JsonObject answer = daemon.ask("ropewalk/developExtension", request).getAsJsonObject();
    String id = answer.get("id").getAsString();
    var provides = new ArrayList<String>();
    answer.getAsJsonArray("provides").forEach(each -> provides.add(each.getAsString()));
    out.println(String.format(Locale.ROOT, "using %s: %s", id, String.join(", ", provides)));
    out.flush();
    return id;
  }

  /** On a connection of its own: the other one may be in the middle of an answer. */
  private void release(String id, CountDownLatch ended) {
    DaemonClient.connect(Endpoints.of(common.directories()).socket())
        .ifPresent(
            daemon -> {
              try (daemon) {
                var request = new JsonObject();
                request.addProperty("id", id);
                var unused = daemon.ask("ropewalk/releaseExtension", request);
              }
            });
    ended.countDown();
  }

  /** The manifest and every module below the directory. */
  private static Stamp stamp(Path root) {
    var times = new ArrayList<FileTime>();
    var sizes = new ArrayList<Long>();
    try (var files = Files.walk(root, 3)) {
      for (Path file :
          files
              .filter(
                  each -> each.endsWith(GuestPackage.MANIFEST) || each.toString().endsWith(".wasm"))
              .sorted()
              .toList()) {
        times.add(Files.getLastModifiedTime(file));
        sizes.add(Files.size(file));
      }
    } catch (IOException | UncheckedIOException e) {
      return new Stamp(List.of(), List.of()); // it is being written; another look is near
    }
    return new Stamp(List.copyOf(times), List.copyOf(sizes));
  }
}
