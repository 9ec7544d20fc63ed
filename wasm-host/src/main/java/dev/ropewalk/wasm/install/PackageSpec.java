package dev.ropewalk.wasm.install;

import java.nio.file.Path;

/** Names a package to add. */
public sealed interface PackageSpec {

  /**
   * A package of the npm registry.
   *
   * @param name a valid npm name, scope included
   */
  record Npm(String name, Version version) implements PackageSpec {
    @Override
    public String toString() {
      return "npm:" + name + "@" + version.text();
    }
  }

  /**
   * A folder, or an npm tarball ({@code .tgz}), on this machine.
   *
   * @param path absolute and normalised
   */
  record Local(Path path) implements PackageSpec {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** Which release of a package. */
  sealed interface Version {
    /** As npm writes it. */
    String text();

    /** One version, exactly. */
    record Exact(String text) implements Version {}

    /** What the publisher marks with a dist-tag, for example {@code latest}. */
    record Tag(String text) implements Version {}
  }

  /**
   * Parses {@code npm:NAME[@VERSION]}, {@code npm:@SCOPE/NAME[@VERSION]}, or a path ({@code ./dir},
   * {@code /dir}, {@code dir/package.tgz}).
   *
   * @param base the folder that relative paths start from
   * @return a problem with {@link ProblemCode#BAD_SPEC} that says what is wrong and what to write
   */
  static Outcome<PackageSpec> parse(String text, Path base) {
    return Outcome.of(() -> PackageSpecParser.parse(text, base));
  }
}
