package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpmConfigurationTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path home;

  private NpmConfiguration.Registry find(String setting, String name, Map<String, String> variables)
      throws Refusal, InterruptedException {
    return new NpmConfiguration(setting, new HostEnvironment(variables, home), LIMIT).find(name);
  }

  private String base(String setting, String name, Map<String, String> variables)
      throws Refusal, InterruptedException {
    return find(setting, name, variables).base().toString();
  }

  @Test
  void with_nothing_configured_the_message_says_what_to_set() {
    Refusal refusal = assertThrows(Refusal.class, () -> find("", "a", Map.of()));
    assertEquals(ProblemCode.NO_REGISTRY, refusal.code());
    assertTrue(refusal.getMessage().contains("npm config set registry"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("NPM_CONFIG_REGISTRY"), refusal.getMessage());
  }

  @Test
  void the_setting_wins_over_all_else() throws Exception {
    Files.writeString(home.resolve(".npmrc"), "registry=http://file.test/");
    assertEquals(
        "http://setting.test/npm/",
        base(" http://setting.test/npm ", "a", Map.of("NPM_CONFIG_REGISTRY", "http://env.test")));
  }

  @Test
  void variables_win_over_files_in_any_case_of_letters() throws Exception {
    Files.writeString(home.resolve(".npmrc"), "registry=http://file.test/");
    assertEquals("http://file.test/", base("", "a", Map.of()));
    assertEquals(
        "http://env.test/", base("", "a", Map.of("npm_config_registry", "http://env.test")));
    assertEquals(
        "http://env.test/", base("", "a", Map.of("NPM_CONFIG_REGISTRY", "http://env.test")));
  }

  @Test
  void the_user_file_may_be_elsewhere() throws Exception {
    Path file = Files.writeString(home.resolve("other"), "registry = http://other.test/x");
    assertEquals(
        "http://other.test/x/", base("", "a", Map.of("NPM_CONFIG_USERCONFIG", file.toString())));
  }

  @Test
  void a_scope_has_its_own_registry() throws Exception {
    Files.writeString(
        home.resolve(".npmrc"), "registry=http://all.test/\n@mine:registry=http://mine.test/\n");
    assertEquals("http://mine.test/", base("", "@mine/a", Map.of()));
    assertEquals("http://all.test/", base("", "@other/a", Map.of()));
    assertEquals("http://all.test/", base("", "mine", Map.of()));
  }

  @Test
  void what_npm_says_is_used_when_npm_is_there() throws Exception {
    Path npm =
        Fixtures.script(
            home, "npm", "echo \"$@\" > \"$HOME/arguments\"; echo registry=http://npm.test/");
    var variables = Map.of("PATH", npm.getParent().toString(), "HOME", home.toString());
    assertEquals("http://npm.test/", base("", "@scope/a", variables));
    String arguments = Files.readString(home.resolve("arguments")).strip();
    assertEquals("config get registry userconfig globalconfig @scope:registry --global", arguments);
  }

  @Test
  void an_npm_that_fails_is_passed_over() throws Exception {
    Fixtures.script(home, "npm", "exit 3");
    Files.writeString(home.resolve(".npmrc"), "registry=http://file.test/");
    assertEquals("http://file.test/", base("", "a", Map.of("PATH", home.toString())));
  }

  @Test
  void an_npm_in_a_relative_path_entry_is_not_run() throws Exception {
    Files.writeString(home.resolve(".npmrc"), "registry=http://file.test/");
    Path here = Path.of("").toAbsolutePath();
    String relative = here.relativize(home).toString();
    Fixtures.script(home, "npm", "echo registry=http://wrong.test/");
    assertEquals("http://file.test/", base("", "a", Map.of("PATH", relative + "::.")));
  }

  @Test
  void the_real_npm_is_asked_and_a_project_file_is_ignored() throws Exception {
    Path npm = Fixtures.tool("npm", "install Node.js with npm");
    Path user = Files.writeString(home.resolve("user"), "registry=http://user.test/\n");
    Files.writeString(home.resolve("package.json"), "{}");
    Files.writeString(home.resolve(".npmrc"), "registry=http://project.test/\n");
    var variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(key -> key.toLowerCase(Locale.ROOT).contains("npm_conf"));
    variables.put("NPM_CONFIG_USERCONFIG", user.toString());
    assertTrue(npm.isAbsolute());
    NpmConfiguration.Registry registry = find("", "a", variables);
    assertEquals("http://user.test/", registry.base().toString());
    assertEquals("npm", registry.origin());
  }

  @Test
  void an_address_that_is_none_is_refused_without_showing_a_password() {
    for (String setting : new String[] {"ftp://host/", "host", "http://", "http://h/?q", "h t"}) {
      Refusal refusal = assertThrows(Refusal.class, () -> find(setting, "a", Map.of()));
      assertEquals(ProblemCode.BAD_REGISTRY, refusal.code(), setting);
    }
    Refusal refusal =
        assertThrows(Refusal.class, () -> find("http://user:secret@host/", "a", Map.of()));
    assertEquals(ProblemCode.BAD_REGISTRY, refusal.code());
    assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
  }

  @Test
  void npmrc_lines_are_read_as_npm_reads_them() {
    var values =
        Npmrc.parse(
            """
            ; comment
            # comment
            registry = "http://quoted.test/"
            //host.test/:_authToken=${TOKEN}
            //other.test/:_authToken=${UNSET}
            //third.test/:_authToken=${UNSET?}
            a = one ; trailing
            a = two
            [section]
            broken line
            """,
            Map.of("TOKEN", "t$1"));
    assertEquals("http://quoted.test/", values.get("registry"));
    assertEquals("t$1", values.get("//host.test/:_authToken"));
    assertEquals("${UNSET}", values.get("//other.test/:_authToken"));
    assertEquals("", values.get("//third.test/:_authToken"));
    assertEquals("two", values.get("a"));
  }

  @Test
  void a_credential_is_for_its_host_port_and_path_alone() {
    var credentials =
        new RegistryCredentials(
            Map.of(
                "//host.test/npm/:_authToken", "token",
                "//host.test:8080/:_auth", "YTpi",
                "//user.test/:username", "u",
                "//user.test/:_password", "cA==",
                "//bad.test/:_authToken", "two words",
                "_authToken", "nobody's"));
    assertEquals(Optional.of("Bearer token"), at(credentials, "http://host.test/npm/a"));
    assertEquals(Optional.of("Bearer token"), at(credentials, "https://HOST.test/npm/a/-/b.tgz"));
    assertEquals(Optional.empty(), at(credentials, "http://host.test/other/a"));
    assertEquals(Optional.empty(), at(credentials, "http://host.test/npmx/a"));
    assertEquals(Optional.empty(), at(credentials, "http://host.test:81/npm/a"));
    assertEquals(Optional.empty(), at(credentials, "http://sub.host.test/npm/a"));
    assertEquals(Optional.of("Basic YTpi"), at(credentials, "http://host.test:8080/x/y"));
    assertEquals(Optional.of("Basic dTpw"), at(credentials, "http://user.test/a"));
    assertEquals(Optional.empty(), at(credentials, "http://bad.test/a"));
  }

  private static Optional<String> at(RegistryCredentials credentials, String address) {
    return credentials.authorization(URI.create(address));
  }

  @Test
  void the_newest_numbered_tool_is_found_when_the_plain_one_is_absent() throws IOException {
    Path bin = Files.createDirectory(home.resolve("bin"));
    Fixtures.script(bin, "clang-9", "");
    Path newest = Fixtures.script(bin, "clang-14", "");
    Fixtures.script(bin, "clang-cpp-15", "");
    Files.writeString(bin.resolve("clang-16"), "not executable");
    HostEnvironment environment = Fixtures.environment(home, home + "/absent:" + bin);
    assertEquals(Optional.of(newest), environment.newestExecutable("clang"));
    Path plain = Fixtures.script(bin, "clang", "");
    assertEquals(Optional.of(plain), environment.newestExecutable("clang"));
    assertEquals(Optional.empty(), environment.newestExecutable("wasm-ld"));
  }
}
