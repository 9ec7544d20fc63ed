package dev.ropewalk.buffers.edit;

/**
 * A range of a text.
 *
 * @param startUtf16 where it starts, in UTF-16 units
 * @param endUtf16 where it ends (exclusive), in UTF-16 units, at least {@code startUtf16}
 */
public record OffsetRange(int startUtf16, int endUtf16) {}
