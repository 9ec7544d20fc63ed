/**
 * Edits as values: they invert, compose, transform over concurrent ones, and map positions.
 *
 * <p>Owns: {@link dev.ropewalk.buffers.edit.EditBatch}, a set of simultaneous replacements of one
 * text, its laws and its algebra, and {@link dev.ropewalk.buffers.edit.UndoHistory}. Must not know:
 * LSP, JSON, documents, versions, connections, how concurrent batches are put in one order.
 *
 * <p>Threads: batches and shapes are immutable and may be read by any number of threads; an {@code
 * UndoHistory} belongs to one thread at a time. Nothing here blocks.
 *
 * <p>Errors: what does not fit is an {@link dev.ropewalk.buffers.edit.EditBatchException} with a
 * stable code, or, when it takes the text to see it, a {@link
 * dev.ropewalk.buffers.text.TextRangeException}; nothing has changed then.
 *
 * <pre>{@code
 * Text text = Text.of("one two");
 * EditBatch mine = EditBatch.replace(text.lengthUtf16(), 0, 3, "three");
 * EditBatch theirs = EditBatch.replace(text.lengthUtf16(), 7, 7, "!");
 * Text merged = theirs.transform(mine, Side.RIGHT).applyTo(mine.applyTo(text)); // three two!
 * }</pre>
 */
@NullMarked
package dev.ropewalk.buffers.edit;

import org.jspecify.annotations.NullMarked;
