package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ManifestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each template builds, and what it builds answers. */
class AbiProjectTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(AbiProject.Language.class)
  void aNewProjectBuildsAndAnswers(AbiProject.Language language) throws Exception {
    Map<String, String> files = AbiProject.files(new ExtensionId("mine"), language);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    var manifest =
        ManifestReader.read(
            files.get("ropewalk.toml").getBytes(StandardCharsets.UTF_8), Extensions.BUDGETS);
    assertEquals("mine", manifest.id().value());
    assertEquals(Set.of(Op.HOVER.manifestName()), manifest.provides());
    byte[] module = Toolchain.project(folder, language);
    try (var extensions = new Extensions()) {
      var world = new FakeWorld().with("a", "12345");
      assertEquals(
          new AbiResult.Hover(new ByteRange(2, 2), "mine: 5 bytes"),
          extensions.of(module).call(new AbiRequest.Hover("a", "text", 2), world));
    }
  }
}
