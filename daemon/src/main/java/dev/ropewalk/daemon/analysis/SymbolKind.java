package dev.ropewalk.daemon.analysis;

import java.util.Locale;
import java.util.Map;

/** What a symbol of an outline is. */
public enum SymbolKind {
  MODULE,
  NAMESPACE,
  PACKAGE,
  CLASS,
  METHOD,
  PROPERTY,
  FIELD,
  CONSTRUCTOR,
  ENUM,
  INTERFACE,
  FUNCTION,
  VARIABLE,
  CONSTANT,
  STRING,
  NUMBER,
  BOOLEAN,
  ARRAY,
  OBJECT,
  KEY,
  NULL,
  ENUM_MEMBER,
  STRUCT,
  EVENT,
  OPERATOR,
  TYPE_PARAMETER;

  private static final Map<String, SymbolKind> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("enummember", ENUM_MEMBER),
          Map.entry("typeparameter", TYPE_PARAMETER),
          Map.entry("type", CLASS),
          Map.entry("record", STRUCT),
          Map.entry("union", STRUCT),
          Map.entry("trait", INTERFACE),
          Map.entry("protocol", INTERFACE),
          Map.entry("implementation", CLASS),
          Map.entry("impl", CLASS),
          Map.entry("macro", FUNCTION),
          Map.entry("heading", STRING),
          Map.entry("label", KEY),
          Map.entry("var", VARIABLE),
          Map.entry("parameter", VARIABLE));

  /** The kind that a capture names behind {@code definition.}; an unknown name is a variable. */
  public static SymbolKind ofCapture(String suffix) {
    String name = suffix.toLowerCase(Locale.ROOT);
    SymbolKind other = OTHER_NAMES.get(name);
    if (other != null) {
      return other;
    }
    try {
      return valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return VARIABLE;
    }
  }

  /** How a person calls it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
