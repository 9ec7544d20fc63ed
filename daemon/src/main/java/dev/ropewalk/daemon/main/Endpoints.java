package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.UserDirectories;
import java.nio.file.Path;

/** Where the daemon of this user and version is met. */
record Endpoints(Path socket, Path lock) {
  static Endpoints of(UserDirectories directories) {
    Path runtime = directories.runtime();
    return new Endpoints(
        runtime.resolve("ropewalk-" + Version.NUMBER + ".sock"),
        runtime.resolve("ropewalk-" + Version.NUMBER + ".lock"));
  }
}
