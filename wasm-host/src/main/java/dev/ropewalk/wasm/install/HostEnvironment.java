package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user's shell gives a program: variables, a home, tools.
 *
 * @param variables environment variables by name
 * @param home the user's home folder, absolute
 */
public record HostEnvironment(Map<String, String> variables, Path home) {
  public HostEnvironment {
    variables = Map.copyOf(variables);
  }

  /** The environment of this process. */
  public static HostEnvironment ofThisProcess() {
    String home = System.getenv("HOME");
    return new HostEnvironment(
        System.getenv(),
        Path.of(home != null && home.startsWith("/") ? home : System.getProperty("user.home")));
  }

  /**
   * Finds an executable file on {@code PATH}. Relative entries are skipped: they would look into
   * whatever folder the daemon was started in, which may be a workspace.
   */
  public Optional<Path> executable(String name) {
    for (Path folder : searchPath()) {
      Path candidate = folder.resolve(name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Finds {@code name}, else the {@code name-NN} with the highest NN, as Debian installs LLVM. */
  Optional<Path> newestExecutable(String name) {
    Optional<Path> plain = executable(name);
    return plain.isPresent() ? plain : versioned(name);
  }

  private Optional<Path> versioned(String name) {
    Pattern pattern = Pattern.compile(Pattern.quote(name) + "-(\\d{1,4})");
    Optional<Path> best = Optional.empty();
    int bestVersion = -1;
    for (Path folder : searchPath()) {
      for (Path file : startingWith(folder, name + "-")) {
        Matcher matcher = pattern.matcher(String.valueOf(file.getFileName()));
        if (matcher.matches()
            && Integer.parseInt(matcher.group(1)) > bestVersion
            && Files.isExecutable(file)) {
          bestVersion = Integer.parseInt(matcher.group(1));
          best = Optional.of(file);
        }
      }
    }
    return best;
  }

  /** Nothing for a folder that cannot be read, as in a shell. */
  private static List<Path> startingWith(Path folder, String prefix) {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
      files.forEach(found::add);
      return found;
    } catch (IOException | DirectoryIteratorException unreadable) {
      return List.of();
    }
  }

  private List<Path> searchPath() {
    var folders = new ArrayList<Path>();
    for (String entry : variables.getOrDefault("PATH", "").split(":", -1)) {
      if (entry.startsWith("/") && entry.indexOf('\0') < 0) {
        folders.add(Path.of(entry));
      }
    }
    return folders;
  }
}
