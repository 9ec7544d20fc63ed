package dev.ropewalk.wasm.install;

import java.util.Set;
import java.util.regex.Pattern;

/** npm's rules for package names, and the folder names made from them. */
final class PackageName {
  /** npm's own bound, scope included. */
  static final int MAX_CHARS = 214;

  private static final Pattern PART = Pattern.compile("[a-z0-9~-][a-z0-9._~-]*");
  private static final Set<String> RESERVED = Set.of("node_modules", "favicon.ico");

  private PackageName() {}

  /**
   * Checks a name.
   *
   * @throws Refusal with {@link ProblemCode#BAD_SPEC} and the rule that the name breaks
   */
  static String check(String name) throws Refusal {
    if (name.isEmpty()) {
      throw refused(name, "it is empty");
    }
    if (name.length() > MAX_CHARS) {
      throw refused(
          name.substring(0, 32) + "…",
          "it has " + name.length() + " characters, npm allows " + MAX_CHARS);
    }
    String own = name;
    if (name.startsWith("@")) {
      int slash = name.indexOf('/');
      if (slash < 0) {
        throw refused(name, "a scope must be followed by /name");
      }
      checkPart(name, name.substring(1, slash));
      own = name.substring(slash + 1);
    }
    checkPart(name, own);
    if (RESERVED.contains(own)) {
      throw refused(name, "the name is reserved");
    }
    return name;
  }

  /** The scope with its {@code @}, or empty. */
  static String scope(String name) {
    return name.startsWith("@") ? name.substring(0, name.indexOf('/')) : "";
  }

  /** A folder name of its own for each valid name; {@code +} is in no valid name. */
  static String folder(String name) {
    return name.replace('/', '+');
  }

  private static void checkPart(String name, String part) throws Refusal {
    if (part.isEmpty()) {
      throw refused(name, "a part of it is empty");
    }
    if (part.startsWith(".") || part.startsWith("_")) {
      throw refused(name, "no part may start with a dot or an underscore");
    }
    if (!PART.matcher(part).matches()) {
      throw refused(name, "only a-z, 0-9, dot, hyphen, underscore and tilde are allowed");
    }
  }

  private static Refusal refused(String name, String why) {
    return new Refusal(
        ProblemCode.BAD_SPEC, "'" + Printable.of(name) + "' is not an npm package name: " + why);
  }
}
