package dev.ropewalk.wasm.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  private static final Budgets ALLOWED =
      new Budgets(Duration.ofSeconds(2), Duration.ofSeconds(2), 1024, 1000, 1 << 20, 1 << 28);

  private static final String WHOLE =
      """
      id = "todo-checker"
      version = "0.1.0"
      kind = "analysis"
      module = "out/plugin.wasm"
      languages = ["java", "rust"]
      files = ["**/*.todo"]
      activation = ["onLanguage:Java", "onStartup", "workspaceContains:**/pom.xml", "onCommand:a.b", "*"]
      priority = "critical"
      provides = ["diagnostics"]
      capabilities = ["clock"]

      [budgets]
      wallMillis = 500
      memoryPages = 9999
      """;

  private static Manifest read(String text) throws ManifestException {
    return ManifestReader.read(text.getBytes(UTF_8), ALLOWED);
  }

  @Test
  void everyKeyIsRead() throws ManifestException {
    Manifest manifest = read(WHOLE);
    assertEquals(new ExtensionId("todo-checker"), manifest.id());
    assertEquals(ExtensionKind.ANALYSIS, manifest.kind());
    assertEquals(List.of("java", "rust"), manifest.languages());
    assertEquals(
        List.of(
            new Trigger.OnLanguage("java"),
            new Trigger.OnStartup(),
            new Trigger.WorkspaceContains("**/pom.xml"),
            new Trigger.OnCommand("a.b"),
            new Trigger.Always()),
        manifest.activation());
    assertEquals(LoadPriority.CRITICAL, manifest.priority());
    assertEquals(Set.of(Capability.CLOCK), manifest.capabilities());
    Budgets budgets = manifest.budgets().orElseThrow();
    assertEquals(Duration.ofMillis(500), budgets.wall());
    assertEquals(1024, budgets.memoryPages(), "never more than the user allows");
    assertEquals(1000, budgets.hostCalls());
  }

  @Test
  void whatIsLeftOutHasADefault() throws ManifestException {
    Manifest manifest =
        read("id='x'\nversion='1'\nkind='grammar'\nmodule='a.wasm'\nlanguages=['lua']");
    assertEquals(List.of(new Trigger.OnLanguage("lua")), manifest.activation());
    assertEquals(LoadPriority.NORMAL, manifest.priority());
    assertTrue(manifest.budgets().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "id = \"todo-checker\" | id = \"../x\" | id = ../x",
        "id = \"todo-checker\" | id = 7 | id = 7",
        "kind = \"analysis\" | kind = \"native\" | [analysis, formatter, grammar]",
        "out/plugin.wasm | ../plugin.wasm | ../plugin.wasm",
        "out/plugin.wasm | /etc/plugin.wasm | /etc/plugin.wasm",
        "out/plugin.wasm | out/plugin.so | out/plugin.so",
        "onStartup | onstartup | onLanguage:NAME",
        "onStartup | onStartup:now | onLanguage:NAME",
        "**/pom.xml | [ | workspaceContains:[",
        "\"clock\" | \"network\" | [clock, random]",
        "wallMillis = 500 | wallMillis = -1 | budgets.wallMillis = -1",
        "wallMillis = 500 | wall = 3 | budgets.wall = 3",
        "priority = \"critical\" | prio = 1 | prio = 1",
        "[\"java\", \"rust\"] | [\"java\", 3] | languages = 3",
        "version = \"0.1.0\" | version = | line 2",
      })
  void whatIsWrongIsNamed(String right, String wrong, String named) {
    assertTrue(WHOLE.contains(right), right);
    var e = assertThrows(ManifestException.class, () -> read(WHOLE.replace(right, wrong)));
    assertTrue(String.valueOf(e.getMessage()).contains(named), e.getMessage());
  }

  /** Found by {@link #anyBytesAreReadOrRefused}: tomlj fails an assertion of its own. */
  @Test
  void anEscapeCutShortIsRefused() {
    var e =
        assertThrows(
            ManifestException.class, () -> read("languages = [\"java\", \"\\ust\"]\n" + WHOLE));
    assertTrue(String.valueOf(e.getMessage()).startsWith("ropewalk.toml"), e.getMessage());
  }

  @Test
  void anyBytesAreReadOrRefused() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = WHOLE.getBytes(UTF_8);
      for (int n = random.nextInt(6); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        var unused = ManifestReader.read(bytes, ALLOWED);
      } catch (ManifestException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("ropewalk.toml"), "seed " + seed);
      }
    }
    String deep = "a=" + "[".repeat(20_000);
    assertThrows(ManifestException.class, () -> read(deep));
    assertThrows(
        ManifestException.class,
        () -> ManifestReader.read(new byte[ManifestReader.MAX_BYTES + 1], ALLOWED));
  }
}
