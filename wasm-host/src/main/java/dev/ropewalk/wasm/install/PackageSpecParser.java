package dev.ropewalk.wasm.install;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The grammar of {@link PackageSpec}. */
final class PackageSpecParser {
  // https://semver.org, without leading zeros' finer points: the registry has the last word.
  private static final Pattern EXACT =
      Pattern.compile("\\d{1,16}\\.\\d{1,16}\\.\\d{1,16}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
  private static final Pattern TAG = Pattern.compile("[A-Za-z][0-9A-Za-z._-]*");
  private static final Pattern RANGE_LIKE = Pattern.compile("[xXvV](\\..*|\\d.*)?");
  private static final int MAX_VERSION_CHARS = 256; // npm's own bound on a version

  private PackageSpecParser() {}

  static PackageSpec parse(String text, Path base) throws Refusal {
    if (text.startsWith("npm:")) {
      return npm(text.substring("npm:".length()));
    }
    if (text.startsWith(".")
        || text.startsWith("/")
        || text.endsWith(".tgz")
        || (text.contains("/") && !text.startsWith("@") && !text.contains("://"))) {
      try {
        return new PackageSpec.Local(base.resolve(text).toAbsolutePath().normalize());
      } catch (InvalidPathException e) {
        throw bad("'" + Printable.of(text) + "' is not a path: " + e.getReason());
      }
    }
    String shown = Printable.of(text);
    throw bad(
        "'"
            + shown
            + "' does not name a package. Write npm:NAME, npm:NAME@VERSION, or the path of a"
            + " folder (./"
            + (text.isEmpty() ? "folder" : shown)
            + ")");
  }

  private static PackageSpec.Npm npm(String text) throws Refusal {
    int at = text.indexOf('@', text.startsWith("@") ? 1 : 0);
    String name = PackageName.check(at < 0 ? text : text.substring(0, at));
    return new PackageSpec.Npm(
        name, at < 0 ? new PackageSpec.Version.Tag("latest") : version(text.substring(at + 1)));
  }

  private static PackageSpec.Version version(String text) throws Refusal {
    if (text.length() <= MAX_VERSION_CHARS) {
      if (EXACT.matcher(text).matches()) {
        return new PackageSpec.Version.Exact(text);
      }
      if (TAG.matcher(text).matches() && !RANGE_LIKE.matcher(text).matches()) {
        return new PackageSpec.Version.Tag(text);
      }
    }
    throw bad(
        "'"
            + Printable.of(text)
            + "' is not one version. Extensions are pinned: write an exact version such as"
            + " 1.2.3, a dist-tag such as latest, or no version at all; ranges are refused");
  }

  static boolean isExactVersion(String text) {
    return text.length() <= MAX_VERSION_CHARS && EXACT.matcher(text).matches();
  }

  private static Refusal bad(String message) {
    return new Refusal(ProblemCode.BAD_SPEC, message);
  }
}
