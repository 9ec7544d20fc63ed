package dev.ropewalk.daemon.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the capture names of highlight queries mean as semantic tokens. */
public final class TokenLegend {
  /** A capture that colours nothing and hides nothing. */
  static final int IGNORED = -1;

  /** A capture that clears what is around it: code inside a string. */
  static final int CLEAR = -2;

  /** The token types, in the order of their numbers; all are of the standard set. */
  public static final List<String> TYPES =
      List.of(
          "namespace",
          "type",
          "class",
          "enum",
          "interface",
          "struct",
          "typeParameter",
          "parameter",
          "variable",
          "property",
          "enumMember",
          "event",
          "function",
          "method",
          "macro",
          "keyword",
          "modifier",
          "comment",
          "string",
          "number",
          "regexp",
          "operator",
          "decorator",
          "label");

  /** The token modifiers, in the order of their bits. */
  public static final List<String> MODIFIERS =
      List.of(
          "declaration",
          "definition",
          "readonly",
          "static",
          "deprecated",
          "abstract",
          "async",
          "modification",
          "documentation",
          "defaultLibrary");

  private static final Map<String, Meaning> TABLE = table();

  private TokenLegend() {}

  /**
   * What a capture means.
   *
   * @param type index into {@link #TYPES}, or {@link #IGNORED} or {@link #CLEAR}
   * @param modifiers bits by {@link #MODIFIERS}
   * @param rank of two captures of one node the higher rank wins, then the later pattern: a bare
   *     {@code @variable} says less than anything else, wherever its query puts it
   */
  record Meaning(int type, int modifiers, int rank) {}

  /** The meaning of a capture name; what follows its last known dot is dropped. */
  static Meaning of(String capture) {
    for (String name = capture; ; name = name.substring(0, name.lastIndexOf('.'))) {
      Meaning meaning = TABLE.get(name);
      if (meaning != null) {
        return meaning;
      }
      if (name.lastIndexOf('.') < 0) {
        return new Meaning(IGNORED, 0, 0);
      }
    }
  }

  private static Map<String, Meaning> table() {
    Map<String, Meaning> t = new HashMap<>();
    put(t, "variable", "variable", 0);
    put(t, "property", "property", 1);
    put(t, "string", "string", 1);
    put(t, "type", "type", 2);
    put(t, "field", "property", 2);
    put(t, "variable.parameter", "parameter", 2);
    put(t, "parameter", "parameter", 2);
    put(t, "variable.member", "property", 2);
    put(t, "variable.builtin", "variable", 2, "defaultLibrary");
    put(t, "variable.special", "variable", 2);
    put(t, "type.builtin", "type", 2, "defaultLibrary");
    put(t, "type.definition", "type", 2, "definition");
    put(t, "constructor", "class", 2);
    put(t, "class", "class", 2);
    put(t, "enum", "enum", 2);
    put(t, "interface", "interface", 2);
    put(t, "struct", "struct", 2);
    put(t, "module", "namespace", 2);
    put(t, "namespace", "namespace", 2);
    put(t, "constant", "variable", 2, "readonly");
    put(t, "constant.builtin", "keyword", 2, "defaultLibrary");
    put(t, "boolean", "keyword", 2, "defaultLibrary");
    put(t, "number", "number", 2);
    put(t, "float", "number", 2);
    put(t, "function", "function", 2);
    put(t, "function.builtin", "function", 2, "defaultLibrary");
    put(t, "function.method", "method", 2);
    put(t, "function.macro", "macro", 2);
    put(t, "method", "method", 2);
    put(t, "macro", "macro", 2);
    put(t, "keyword", "keyword", 2);
    put(t, "conditional", "keyword", 2);
    put(t, "repeat", "keyword", 2);
    put(t, "include", "keyword", 2);
    put(t, "exception", "keyword", 2);
    put(t, "storageclass", "modifier", 2);
    put(t, "attribute", "decorator", 2);
    put(t, "annotation", "decorator", 2);
    put(t, "comment", "comment", 2);
    put(t, "comment.documentation", "comment", 2, "documentation");
    put(t, "string.special.key", "property", 2);
    put(t, "string.special.regex", "regexp", 2);
    put(t, "string.regex", "regexp", 2);
    put(t, "string.regexp", "regexp", 2);
    put(t, "regexp", "regexp", 2);
    put(t, "escape", "regexp", 2);
    put(t, "string.escape", "regexp", 2);
    put(t, "character", "string", 2);
    put(t, "operator", "operator", 2);
    put(t, "label", "label", 2);
    put(t, "tag", "class", 2);
    put(t, "tag.attribute", "property", 2);
    put(t, "text.title", "class", 2);
    put(t, "text.literal", "string", 2);
    put(t, "text.uri", "string", 2);
    put(t, "text.reference", "property", 2);
    put(t, "markup.heading", "class", 2);
    put(t, "markup.raw", "string", 2);
    put(t, "markup.link", "property", 2);
    t.put("embedded", new Meaning(CLEAR, 0, 2));
    t.put("none", new Meaning(CLEAR, 0, 2));
    return Map.copyOf(t);
  }

  private static void put(
      Map<String, Meaning> table, String capture, String type, int rank, String... modifiers) {
    int bits = 0;
    for (String modifier : modifiers) {
      bits |= 1 << MODIFIERS.indexOf(modifier);
    }
    table.put(capture, new Meaning(TYPES.indexOf(type), bits, rank));
  }
}
