package dev.ropewalk.daemon.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.config.UserDirectories;
import java.io.PrintWriter;

/** Lets a running daemon know that the extensions have changed. */
final class DaemonReload {
  private DaemonReload() {}

  /** Tells the daemon, if one runs; what it cannot read is printed. */
  static void tell(UserDirectories directories, PrintWriter err) {
    DaemonClient.connect(Endpoints.of(directories).socket())
        .ifPresent(
            client -> {
              try (client) {
                JsonElement answer = client.ask("ropewalk/reloadExtensions", new JsonObject());
                for (JsonElement problem : answer.getAsJsonObject().getAsJsonArray("problems")) {
                  err.println("ropewalk: " + problem.getAsString());
                }
              }
            });
  }
}
