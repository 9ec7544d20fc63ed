package dev.ropewalk.buffers.text;

/**
 * The replacement of one range of a text.
 *
 * @param startUtf16 where the range starts, in UTF-16 units, {@code [0, length]}
 * @param endUtf16 where it ends (exclusive), in UTF-16 units, {@code [startUtf16, length]}
 * @param newText what stands there afterwards; empty deletes
 */
public record TextEdit(int startUtf16, int endUtf16, String newText) {}
