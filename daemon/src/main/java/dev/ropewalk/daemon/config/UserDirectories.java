package dev.ropewalk.daemon.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's files live, after the XDG base directory specification. Nothing is created here.
 *
 * @param config settings and tokens
 * @param data installed extensions and their lock file
 * @param cache what can be computed again
 * @param state logs
 * @param runtime sockets and locks; empty name when the system gives none
 */
public record UserDirectories(Path config, Path data, Path cache, Path state, Path runtime) {
  private static final String NAME = "ropewalk";

  /**
   * Finds the directories.
   *
   * @param environment the environment; a variable that is empty or relative counts as unset
   * @param home the user's home
   * @param temporary where a private runtime directory is made when the system gives none
   * @param user the user's name, so that two users never meet
   */
  public static UserDirectories of(
      Map<String, String> environment, Path home, Path temporary, String user) {
    return new UserDirectories(
        base(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
        base(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        base(environment, "XDG_CACHE_HOME", home.resolve(".cache")),
        base(environment, "XDG_STATE_HOME", home.resolve(".local/state")),
        runtime(environment, temporary, user));
  }

  /** The directories of this process. */
  public static UserDirectories ofProcess() {
    return of(
        System.getenv(),
        home(System.getenv(), Path.of(System.getProperty("user.home"))),
        Path.of(System.getProperty("java.io.tmpdir")),
        System.getProperty("user.name"));
  }

  /**
   * The user's home: {@code HOME}, as the XDG specification has it, which the JVM does not read.
   *
   * @param account the home that the account database names; counts when {@code HOME} is unset,
   *     empty or relative
   */
  static Path home(Map<String, String> environment, Path account) {
    String home = environment.getOrDefault("HOME", "");
    return home.isEmpty() || !Path.of(home).isAbsolute() ? account : Path.of(home);
  }

  private static Path base(Map<String, String> environment, String variable, Path otherwise) {
    String value = environment.getOrDefault(variable, "");
    Path base = value.isEmpty() || !Path.of(value).isAbsolute() ? otherwise : Path.of(value);
    return base.resolve(NAME);
  }

  private static Path runtime(Map<String, String> environment, Path temporary, String user) {
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!given.isEmpty() && Path.of(given).isAbsolute()) {
      return Path.of(given).resolve(NAME);
    }
    return temporary.resolve(NAME + "-" + user.replaceAll("[^A-Za-z0-9_.-]", "_"));
  }

  /** The user's settings. */
  public Path configurationFile() {
    return config.resolve("config.json");
  }

  /** The token that TCP clients must send. */
  public Path tokenFile() {
    return config.resolve("token");
  }

  /** Compiled grammars. */
  public Path classStore() {
    return cache.resolve("classes");
  }

  /** Results of analyses that outlive the process. */
  public Path results() {
    return cache.resolve("results");
  }

  /** Installed extensions. */
  public Path extensions() {
    return data.resolve("extensions");
  }

  /** What pins the installed extensions. */
  public Path lockFile() {
    return config.resolve("extensions.lock.json");
  }

  /** The log files. */
  public Path logs() {
    return state.resolve("log");
  }
}
