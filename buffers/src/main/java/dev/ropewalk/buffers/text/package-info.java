/**
 * Immutable text snapshots.
 *
 * <p>Owns: the content of a document as {@link dev.ropewalk.buffers.text.Text}, its lines and
 * positions, edits, and the bytes of a file on disk. Must not know: LSP, JSON, documents, versions,
 * who edits.
 *
 * <p>Threads: a {@code Text} and a {@code TextSlice} are immutable and may be read by any number of
 * threads; builders, editors, cursors and {@code TextChars} belong to one thread each. Nothing here
 * blocks but {@code TextFile}, on the disk.
 *
 * <p>Errors: an offset, range or position that does not fit is a {@link
 * dev.ropewalk.buffers.text.TextRangeException} with a stable code, a text that would get too large
 * a {@link dev.ropewalk.buffers.text.TextTooLargeException}; the text they were asked of is as
 * before. What a file may be is a sealed result, not an exception.
 *
 * <pre>{@code
 * Text text = Text.of("int x;\r\nint y;\n");
 * Text edited = text.replace(text.lineStart(1), text.lineEnd(1), "long z;");
 * Position end = edited.positionOf(edited.lengthUtf16(), PositionEncoding.UTF_16);
 * }</pre>
 */
@NullMarked
package dev.ropewalk.buffers.text;

import org.jspecify.annotations.NullMarked;
