package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The grammars that an unpacked npm package describes, in {@code tree-sitter.json}, or in the
 * {@code tree-sitter} field of {@code package.json} as older ones do.
 *
 * @param name the package's own name, or empty when it states none that is valid
 * @param version the package's own version, or empty when it states none that is exact
 * @param grammars in the order of the manifest; none when the package is not a grammar's
 * @param warnings what is amiss but does not stop the package from working, for people
 */
public record GrammarPackage(
    String name, String version, List<Grammar> grammars, List<String> warnings) {
  public GrammarPackage {
    grammars = List.copyOf(grammars);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a package.
   *
   * @param folder the unpacked package
   * @param siblings finds the folder of another package by its name, for borrowed queries ({@code
   *     node_modules/NAME/…}); a {@code node_modules} inside the package comes first
   */
  public static Outcome<GrammarPackage> read(
      Path folder, Function<String, Optional<Path>> siblings, InstallLimits limits) {
    return Outcome.of(() -> parse(folder, siblings, limits));
  }

  static GrammarPackage parse(
      Path folder, Function<String, Optional<Path>> siblings, InstallLimits limits)
      throws IOException, Refusal {
    var packageJson = manifest(folder, "package.json", limits);
    var treeSitterJson = manifest(folder, "tree-sitter.json", limits);
    List<ManifestJson> entries = List.of();
    if (treeSitterJson.isPresent()) {
      entries = treeSitterJson.get().objects("grammars", limits.manifest().maxGrammars());
    } else if (packageJson.isPresent()) {
      entries = packageJson.get().objects("tree-sitter", limits.manifest().maxGrammars());
    }
    String name = packageJson.isPresent() ? packageJson.get().text("name").orElse("") : "";
    String version = packageJson.isPresent() ? packageJson.get().text("version").orElse("") : "";

    var reader = new GrammarReader(new PackageFolder(folder, siblings, limits), name);
    var grammars = new ArrayList<Grammar>();
    var names = new HashSet<String>();
    for (ManifestJson entry : entries) {
      Grammar grammar = reader.read(entry, entries.size());
      if (!names.add(grammar.name())) {
        throw entry.refuse("has the name '" + grammar.name() + "', which an earlier one has");
      }
      grammars.add(grammar);
    }
    return new GrammarPackage(
        isName(name) ? name : "",
        PackageSpecParser.isExactVersion(version) ? version : "",
        reader.shareModules(grammars),
        reader.warnings());
  }

  private static Optional<ManifestJson> manifest(Path folder, String file, InstallLimits limits)
      throws IOException, Refusal {
    return ManifestJson.read(
        folder.resolve(file), file, limits.manifest(), ProblemCode.MANIFEST_MALFORMED);
  }

  private static boolean isName(String name) {
    try {
      PackageName.check(name);
      return true;
    } catch (Refusal refused) {
      return false;
    }
  }
}
