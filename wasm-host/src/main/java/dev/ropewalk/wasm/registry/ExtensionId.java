package dev.ropewalk.wasm.registry;

import java.util.regex.Pattern;

/**
 * Names an extension: an npm name, or a name of that form. It becomes a metric label and part of
 * file names.
 *
 * @param value 1 to 128 of {@code A-Z a-z 0-9 . _ - @ /}, not beginning with a dot, a dash or a
 *     slash
 */
public record ExtensionId(String value) implements Comparable<ExtensionId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9._@/-]{0,127}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException with the value
   */
  public ExtensionId {
    if (!FORM.matcher(value).matches() || value.contains("..")) {
      throw new IllegalArgumentException(
          "\""
              + value
                  .codePoints()
                  .limit(64)
                  .filter(c -> c >= ' ')
                  .mapToObj(Character::toString)
                  .reduce("", String::concat)
              + "\" is no id; use 1 to 128 of A-Z a-z 0-9 . _ - @ /");
    }
  }

  @Override
  public int compareTo(ExtensionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
