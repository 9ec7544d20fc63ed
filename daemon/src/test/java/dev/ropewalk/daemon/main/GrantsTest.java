package dev.ropewalk.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.daemon.analysis.guest.Senses;
import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.config.ConfigurationFile;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.registry.ManifestReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static Manifest asking(String id, String capabilities) throws Exception {
    return ManifestReader.read(
        """
        id = "%s"
        version = "1.0.0"
        kind = "analysis"
        module = "extension.wasm"
        languages = ["*"]
        provides = ["hover"]
        capabilities = [%s]
        """
            .formatted(id, capabilities)
            .getBytes(StandardCharsets.UTF_8),
        Configuration.defaults().budgets().budgets());
  }

  private static Grants grants(String list) {
    var loaded =
        ConfigurationFile.parse("{\"guests\": {\"grants\": [" + list + "]}}", "config.json");
    return new Grants(loaded.configuration().guests());
  }

  @Test
  void both_have_to_say_so() throws Exception {
    Grants both = grants("\"a:clock\", \"a:random\", \"b:clock\"");
    Senses all = both.of(asking("a", "\"clock\", \"random\""));
    assertTrue(all.clock().isPresent() && all.random().isPresent());
    Senses one = both.of(asking("a", "\"random\""));
    assertTrue(one.clock().isEmpty() && one.random().isPresent());
    assertEquals(Senses.NONE, both.of(asking("a", "")));
    assertEquals(Senses.NONE, both.of(asking("c", "\"clock\", \"random\"")));
    assertEquals(
        Senses.NONE,
        new Grants(Configuration.defaults().guests()).of(asking("a", "\"clock\", \"random\"")));
  }

  @Test
  void what_is_granted_is_real() throws Exception {
    Senses senses = grants("\"a:clock\", \"a:random\"").of(asking("a", "\"clock\", \"random\""));
    var first = senses.clock().orElseThrow().get();
    var second = senses.clock().orElseThrow().get();
    assertTrue(second.steadyNanos() >= first.steadyNanos());
    assertTrue(first.unixMillis() > 1_700_000_000_000L);
    byte[] one = senses.random().orElseThrow().apply(32);
    byte[] other = senses.random().orElseThrow().apply(32);
    assertEquals(32, one.length);
    assertFalse(Arrays.equals(one, other));
  }
}
