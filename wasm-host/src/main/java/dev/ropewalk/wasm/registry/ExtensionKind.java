package dev.ropewalk.wasm.registry;

/** What contract the module of an extension keeps. */
public enum ExtensionKind {
  /** A tree-sitter grammar with its queries. */
  GRAMMAR,
  /** A dprint formatter plugin. */
  FORMATTER,
  /** A module on Ropewalk's own ABI. */
  ANALYSIS
}
