package dev.ropewalk.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDirectoriesTest {
  private static UserDirectories of(Map<String, String> environment) {
    return UserDirectories.of(environment, Path.of("/home/a"), Path.of("/tmp"), "a b");
  }

  @Test
  void the_variables_of_xdg_are_followed() {
    var directories =
        of(
            Map.of(
                "XDG_CONFIG_HOME", "/c",
                "XDG_DATA_HOME", "/d",
                "XDG_CACHE_HOME", "/k",
                "XDG_STATE_HOME", "/s",
                "XDG_RUNTIME_DIR", "/r"));
    assertEquals(Path.of("/c/ropewalk/config.json"), directories.configurationFile());
    assertEquals(Path.of("/d/ropewalk/extensions"), directories.extensions());
    assertEquals(Path.of("/k/ropewalk/classes"), directories.classStore());
    assertEquals(Path.of("/s/ropewalk/log"), directories.logs());
    assertEquals(Path.of("/r/ropewalk"), directories.runtime());
  }

  @Test
  void empty_and_relative_variables_count_as_unset() {
    var directories = of(Map.of("XDG_CONFIG_HOME", "", "XDG_DATA_HOME", "relative"));
    assertEquals(Path.of("/home/a/.config/ropewalk"), directories.config());
    assertEquals(Path.of("/home/a/.local/share/ropewalk"), directories.data());
    assertEquals(Path.of("/tmp/ropewalk-a_b"), directories.runtime());
  }

  @Test
  void the_home_is_the_one_of_the_environment() {
    Path account = Path.of("/home/account");
    assertEquals(Path.of("/h"), UserDirectories.home(Map.of("HOME", "/h"), account));
    assertEquals(account, UserDirectories.home(Map.of("HOME", ""), account));
    assertEquals(account, UserDirectories.home(Map.of("HOME", "h"), account));
    assertEquals(account, UserDirectories.home(Map.of(), account));
  }
}
