package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which registry a package comes from, and with what credentials. Ropewalk knows no registry of its
 * own; it asks, in this order: Ropewalk's setting, npm, npm's environment variables, npm's files.
 *
 * <p>Only the user's and the machine's configuration count. npm is run with {@code --global}, which
 * makes it ignore the {@code .npmrc} of the folder it is run in: that may be a workspace.
 */
final class NpmConfiguration {
  private static final System.Logger LOG = System.getLogger(NpmConfiguration.class.getName());
  private static final String VARIABLE_PREFIX = "npm_config_";
  private static final int MAX_NPM_OUTPUT_CHARS = 16_384; // four short lines

  /**
   * A registry to ask.
   *
   * @param base ends in a slash
   * @param origin where it was found, for messages
   */
  record Registry(URI base, String origin, RegistryCredentials credentials) {}

  private final String setting;
  private final HostEnvironment environment;
  private final Duration npmTimeout;

  /**
   * @param setting Ropewalk's own setting; blank when there is none
   * @param npmTimeout wall time of running npm
   */
  NpmConfiguration(String setting, HostEnvironment environment, Duration npmTimeout) {
    this.setting = setting.strip();
    this.environment = environment;
    this.npmTimeout = npmTimeout;
  }

  /**
   * Finds the registry of a package.
   *
   * @param packageName a valid name; its scope may have a registry of its own
   * @throws Refusal with {@link ProblemCode#NO_REGISTRY} when none is configured, or {@link
   *     ProblemCode#BAD_REGISTRY} when what is configured is not an address
   */
  Registry find(String packageName) throws Refusal, InterruptedException {
    String scopeKey = PackageName.scope(packageName) + ":registry";
    Map<String, String> npm = askNpm(scopeKey);
    Map<String, String> variables = fromVariables();
    var files = new LinkedHashMap<String, String>();
    for (Path file : configurationFiles(npm, variables)) {
      files.putAll(Npmrc.read(file, environment.variables()));
    }
    var merged = new LinkedHashMap<>(files);
    merged.putAll(variables);
    var credentials = new RegistryCredentials(merged);

    if (!setting.isEmpty()) {
      return registry(setting, "the setting", credentials);
    }
    List<Map<String, String>> sources = List.of(npm, variables, files);
    List<String> origins = List.of("npm", "npm's environment variables", "npm's .npmrc files");
    for (String key : List.of(scopeKey, "registry")) {
      for (int i = 0; i < sources.size(); i++) {
        String value = sources.get(i).get(key);
        if (value != null && !value.isBlank() && !key.equals(":registry")) {
          return registry(value, origins.get(i), credentials);
        }
      }
    }
    throw new Refusal(
        ProblemCode.NO_REGISTRY,
        "no package registry is configured. Set Ropewalk's registry setting, or configure npm:"
            + " 'npm config set registry URL', the variable NPM_CONFIG_REGISTRY, or a line"
            + " 'registry=URL' in "
            + environment.home().resolve(".npmrc"));
  }

  private Map<String, String> askNpm(String scopeKey) throws InterruptedException {
    Optional<Path> npm = environment.executable("npm");
    if (npm.isEmpty() || !Files.isDirectory(environment.home())) {
      return Map.of();
    }
    var command = new ArrayList<>(List.of(npm.get().toString(), "config", "get"));
    command.addAll(List.of("registry", "userconfig", "globalconfig"));
    if (!scopeKey.equals(":registry")) {
      command.add(scopeKey);
    }
    command.add("--global");
    try {
      ToolRun run =
          ToolRun.run(
              command,
              environment.home(),
              environment.variables(),
              npmTimeout,
              MAX_NPM_OUTPUT_CHARS);
      if (run.exitCode() != 0) {
        LOG.log(System.Logger.Level.WARNING, "npm config get failed with {0}", run.exitCode());
        return Map.of();
      }
      var values = new LinkedHashMap<String, String>();
      for (String line : run.output().split("\\R", -1)) {
        int equals = line.indexOf('=');
        String value = line.substring(equals + 1).strip();
        if (equals > 0 && !value.equals("undefined") && !value.equals("null")) {
          values.put(line.substring(0, equals).strip(), value);
        }
      }
      return values;
    } catch (IOException | Refusal e) {
      LOG.log(System.Logger.Level.WARNING, "npm config get failed: {0}", e.getMessage());
      return Map.of();
    }
  }

  /** npm reads {@code npm_config_KEY} in any case; a hyphen of the key is an underscore here. */
  private Map<String, String> fromVariables() {
    var values = new LinkedHashMap<String, String>();
    environment
        .variables()
        .forEach(
            (name, value) -> {
              if (!name.toLowerCase(Locale.ROOT).startsWith(VARIABLE_PREFIX) || value.isEmpty()) {
                return;
              }
              String key = name.substring(VARIABLE_PREFIX.length());
              boolean exact = key.startsWith("//") || key.startsWith("@");
              values.put(exact ? key : key.toLowerCase(Locale.ROOT), value);
            });
    return values;
  }

  /** From weak to strong. */
  private List<Path> configurationFiles(Map<String, String> npm, Map<String, String> variables) {
    var files = new ArrayList<Path>();
    for (String key : List.of("globalconfig", "userconfig")) {
      String name = npm.getOrDefault(key, variables.getOrDefault(key, ""));
      if (name.isEmpty() && key.equals("userconfig")) {
        files.add(environment.home().resolve(".npmrc"));
      } else if (!name.isEmpty() && name.indexOf('\0') < 0) {
        files.add(environment.home().resolve(name));
      }
    }
    return files;
  }

  private static Registry registry(String text, String origin, RegistryCredentials credentials)
      throws Refusal {
    String withSlash = text.strip();
    withSlash = withSlash.endsWith("/") ? withSlash : withSlash + "/";
    try {
      URI uri = new URI(withSlash);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getFragment() == null) {
        if (uri.getUserInfo() != null) {
          throw new Refusal(
              ProblemCode.BAD_REGISTRY,
              "the registry from "
                  + origin
                  + " has a name or password in its address; put credentials in .npmrc as"
                  + " //HOST/:_authToken=TOKEN");
        }
        return new Registry(uri, origin, credentials);
      }
    } catch (URISyntaxException e) {
      LOG.log(System.Logger.Level.DEBUG, "registry address: {0}", e.getReason());
    }
    throw new Refusal(
        ProblemCode.BAD_REGISTRY,
        "the registry from "
            + origin
            + " is not an http or https address: '"
            + Printable.of(text)
            + "'");
  }
}
