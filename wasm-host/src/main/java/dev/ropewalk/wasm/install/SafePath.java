package dev.ropewalk.wasm.install;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Relative paths from outside: in archives, in manifests, in the lock file. What passes can only
 * name something below the folder that it is resolved in.
 */
final class SafePath {
  private static final int MAX_PART_BYTES = 255; // of the file systems in use
  private static final Set<String> WINDOWS_DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
          "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  private SafePath() {}

  /**
   * Normalises a path with forward slashes.
   *
   * @return the path without empty and {@code .} parts; empty for the folder itself
   * @throws Refusal with {@code code} when the path is absolute, goes up, holds a control character
   *     or is longer than {@code maxChars}
   */
  static String normalise(String raw, int maxChars, ProblemCode code) throws Refusal {
    if (raw.length() > maxChars) {
      throw new Refusal(
          code, "a path of " + raw.length() + " characters is longer than " + maxChars);
    }
    if (raw.startsWith("/") || raw.startsWith("\\") || raw.matches("(?s)[A-Za-z]:[/\\\\].*")) {
      throw refused(raw, "is absolute", code);
    }
    var parts = new ArrayList<String>();
    for (String part : raw.split("/", -1)) {
      if (part.equals("..") || part.startsWith("..\\") || part.contains("\\..")) {
        throw refused(raw, "leads out of the package", code);
      }
      if (part.chars().anyMatch(Character::isISOControl)) {
        throw refused(raw, "holds a control character", code);
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /**
   * Checks that a normalised path means the same file on every system.
   *
   * @throws Refusal with {@code code} for names that Windows or a file system would change or
   *     refuse
   */
  static void checkPortable(String path, ProblemCode code) throws Refusal {
    for (String part : List.of(path.split("/", -1))) {
      String stem = part.contains(".") ? part.substring(0, part.indexOf('.')) : part;
      if (part.endsWith(".") || part.endsWith(" ")) {
        throw refused(path, "has a part that ends in a dot or a space", code);
      }
      if (part.chars().anyMatch(c -> "\\:*?\"<>|\ufffd".indexOf(c) >= 0)) {
        throw refused(path, "holds a character that is not portable", code);
      }
      if (WINDOWS_DEVICES.contains(stem.strip().toLowerCase(Locale.ROOT))) {
        throw refused(path, "has the name of a device", code);
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
        throw refused(path, "has a part of more than " + MAX_PART_BYTES + " bytes", code);
      }
    }
  }

  private static Refusal refused(String path, String why, ProblemCode code) {
    return new Refusal(code, "the path '" + Printable.of(path) + "' " + why);
  }
}
