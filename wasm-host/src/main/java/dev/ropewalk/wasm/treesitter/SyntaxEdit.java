package dev.ropewalk.wasm.treesitter;

/**
 * One replacement, as tree-sitter wants to hear of it: offsets in UTF-16 code units, points as
 * (row, column in UTF-16 code units). The old end refers to the text before the edit, the new end
 * to the text after it.
 */
public record SyntaxEdit(
    int startUtf16,
    int oldEndUtf16,
    int newEndUtf16,
    int startRow,
    int startColumn,
    int oldEndRow,
    int oldEndColumn,
    int newEndRow,
    int newEndColumn) {}
