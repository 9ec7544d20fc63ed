package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * An unpacked package as its manifest sees it: paths that come from the manifest are looked up
 * here, and lead to files inside the package or inside a sibling, never elsewhere, links included.
 */
record PackageFolder(Path root, Function<String, Optional<Path>> siblings, InstallLimits limits) {
  private static final String MODULES = "node_modules/";

  /**
   * Finds a regular file.
   *
   * @param path from the manifest, untrusted
   * @return empty when there is none
   * @throws Refusal when the path leads out of the package
   */
  Optional<Path> file(String path) throws IOException, Refusal {
    String safe = normalise(path);
    Optional<Path> own = inside(root, safe);
    if (own.isPresent() || !safe.startsWith(MODULES)) {
      return own;
    }
    Optional<String> lender = lender(safe);
    if (lender.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> sibling = siblings.apply(PackageName.check(lender.get()));
    return sibling.isEmpty()
        ? Optional.empty()
        : inside(sibling.get(), safe.substring(MODULES.length() + lender.get().length() + 1));
  }

  /** The package that {@code node_modules/NAME/…} names, unchecked; empty for other paths. */
  static Optional<String> lender(String path) {
    if (!path.startsWith(MODULES)) {
      return Optional.empty();
    }
    String borrowed = path.substring(MODULES.length());
    int end = borrowed.indexOf('/');
    if (borrowed.startsWith("@") && end >= 0) {
      end = borrowed.indexOf('/', end + 1);
    }
    return end < 0 ? Optional.empty() : Optional.of(borrowed.substring(0, end));
  }

  /** Joins two paths of the package; {@code .} and empty are the package itself. */
  String join(String folder, String path) throws Refusal {
    String base = normalise(folder);
    return base.isEmpty() ? path : base + "/" + path;
  }

  String normalise(String path) throws Refusal {
    return SafePath.normalise(path, limits.unpack().maxPathChars(), ProblemCode.MANIFEST_MALFORMED);
  }

  private static Optional<Path> inside(Path root, String safe) throws IOException, Refusal {
    Path file = root.resolve(safe);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (!file.toRealPath().startsWith(root.toRealPath())) {
      throw new Refusal(
          ProblemCode.MANIFEST_MALFORMED,
          "the path '" + Printable.of(safe) + "' is a link that leads out of the package");
    }
    return Optional.of(file);
  }
}
