package dev.ropewalk.wasm.treesitter;

/**
 * A tree-sitter query. Compiled once for each guest instance; keep the object, do not make a new
 * one for each call: identity is the key.
 *
 * @param name for messages, for example {@code java/highlights}
 * @param text the query in tree-sitter's S-expression language
 */
public record QuerySource(String name, String text) {
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
