package dev.ropewalk.wasm.treesitter;

/**
 * The extent of a node, in UTF-16 code units, end exclusive.
 *
 * @param type the grammar's name of it, for example {@code method_declaration}
 */
public record NodeSpan(String type, boolean named, int startUtf16, int endUtf16) {}
