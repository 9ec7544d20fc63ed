package dev.ropewalk.wasm.install;

import dev.ropewalk.wasm.dprint.FormatterHost;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.LoadPriority;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.registry.ManifestException;
import dev.ropewalk.wasm.registry.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a package brings beside grammars: an extension that its {@code ropewalk.toml} describes, or
 * a plugin of dprint, for which one is written when it is installed.
 */
final class ExtensionPackage {
  static final String MANIFEST = "ropewalk.toml";

  private ExtensionPackage() {}

  /**
   * Reads the manifest of a package.
   *
   * @return empty when it has none, or one of a grammar, which other files describe
   */
  static Optional<Manifest> read(Path folder) throws IOException, Refusal {
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      Manifest manifest =
          ManifestReader.read(in.readNBytes(ManifestReader.MAX_BYTES + 1), Budgets.UNBOUNDED);
      return manifest.kind() == ExtensionKind.GRAMMAR ? Optional.empty() : Optional.of(manifest);
    } catch (ManifestException e) {
      throw new Refusal(ProblemCode.MANIFEST_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** The module of a manifest. */
  static byte[] module(Path folder, Manifest manifest) throws IOException, Refusal {
    Path module = folder.resolve(manifest.module());
    if (!Files.isRegularFile(module)) {
      throw new Refusal(
          ProblemCode.NOT_AN_EXTENSION,
          MANIFEST
              + " names the module "
              + Printable.of(manifest.module())
              + ", which is not in the package; build it first");
    }
    return Files.readAllBytes(module); // bounded when it was unpacked
  }

  /**
   * Describes a package that has a plugin of dprint and no manifest.
   *
   * @param name of the package
   * @return empty when it has no such plugin
   */
  static Optional<Manifest> derive(Path folder, String name, String version)
      throws IOException, Refusal {
    for (String file : PackageFiles.hashes(folder).keySet()) {
      if (file.endsWith(".wasm")
          && FormatterHost.isPlugin(Files.readAllBytes(folder.resolve(file)))) {
        return Optional.of(
            Manifest.derived(
                new ExtensionId(name), version, ExtensionKind.FORMATTER, file, List.of()));
      }
    }
    return Optional.empty();
  }

  /** Writes a manifest with the files that were found to be served. */
  static void write(Path folder, Manifest manifest, List<String> files) throws IOException {
    String toml =
        """
        # Written by Ropewalk for a package that has no manifest.
        id = %s
        version = %s
        kind = %s
        module = %s
        files = [%s]
        priority = %s
        """
            .formatted(
                quoted(manifest.id().value()),
                quoted(manifest.version()),
                quoted(manifest.kind().name().toLowerCase(Locale.ROOT)),
                quoted(manifest.module()),
                files.stream().map(ExtensionPackage::quoted).collect(Collectors.joining(", ")),
                quoted(LoadPriority.NORMAL.name().toLowerCase(Locale.ROOT)));
    try (var out = PrivateFiles.write(folder.resolve(MANIFEST))) {
      out.write(toml.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final Set<Character> ESCAPED = Set.of('"', '\\');

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ESCAPED.contains(c)) {
        out.append('\\');
      }
      out.append(c < ' ' || c == 0x7f ? ' ' : c);
    }
    return out.append('"').toString();
  }
}
