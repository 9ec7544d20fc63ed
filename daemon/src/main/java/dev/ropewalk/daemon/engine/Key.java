package dev.ropewalk.daemon.engine;

/** What can be read: an input or the result of a query. */
public sealed interface Key permits InputKey, QueryKey {

  /**
   * For people and logs: {@code kind(name)}, on one line; {@link Engine#key} finds the key again.
   */
  String display();

  /** A name on one line: a backslash and a line end are written as in Java. */
  static String onOneLine(String name) {
    return name.indexOf('\n') < 0 && name.indexOf('\\') < 0
        ? name
        : name.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** The name that {@link #onOneLine} wrote. */
  static String asItWas(String line) {
    var name = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        c = line.charAt(++i);
        name.append(c == 'n' ? '\n' : c);
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
