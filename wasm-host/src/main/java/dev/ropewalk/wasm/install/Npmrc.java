package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader of {@code .npmrc} files, as far as registries and credentials need it: {@code key = value}
 * lines, comments, quotes, {@code ${VARIABLE}}. Other lines are skipped, as npm does.
 */
final class Npmrc {
  private static final long MAX_BYTES = 1 << 20; // a file that people write by hand
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}?]+)(\\?)?}");

  private Npmrc() {}

  /** Reads a file; a file that is absent, unreadable or huge has no keys. */
  static Map<String, String> read(Path file, Map<String, String> environment) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Map.of();
      }
      return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), environment);
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  /** Later lines win over earlier ones. */
  static Map<String, String> parse(String text, Map<String, String> environment) {
    var values = new LinkedHashMap<String, String>();
    for (String raw : text.split("\\R", -1)) {
      String line = raw.strip();
      int equals = line.indexOf('=');
      if (equals <= 0 || line.startsWith(";") || line.startsWith("#") || line.startsWith("[")) {
        continue;
      }
      String key = substitute(unquote(line.substring(0, equals).strip()), environment);
      values.put(key, substitute(unquote(line.substring(equals + 1).strip()), environment));
    }
    return values;
  }

  private static String unquote(String text) {
    if (text.length() >= 2
        && text.charAt(0) == text.charAt(text.length() - 1)
        && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      return text.substring(1, text.length() - 1);
    }
    int comment = 0;
    while (comment < text.length() && text.charAt(comment) != ';' && text.charAt(comment) != '#') {
      comment++;
    }
    return text.substring(0, comment).strip();
  }

  /** An unset variable stays as it is written, or is empty when marked with {@code ?}. */
  private static String substitute(String text, Map<String, String> environment) {
    Matcher matcher = VARIABLE.matcher(text);
    var out = new StringBuilder();
    while (matcher.find()) {
      String value = environment.get(matcher.group(1));
      if (value == null) {
        value = matcher.group(2) == null ? matcher.group() : "";
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }
}
