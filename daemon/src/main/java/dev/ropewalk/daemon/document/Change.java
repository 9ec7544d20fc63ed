package dev.ropewalk.daemon.document;

import dev.ropewalk.buffers.text.Position;
import org.jspecify.annotations.Nullable;

/**
 * One change of a document, as a client tells it.
 *
 * @param range what is replaced, or null when the new text is the whole document
 * @param text what stands there afterwards
 */
public record Change(@Nullable Range range, String text) {

  /**
   * A stretch of text in the document's position encoding.
   *
   * @param start the first place
   * @param end the place behind the last one
   */
  public record Range(Position start, Position end) {}

  /** The whole document anew. */
  public static Change full(String text) {
    return new Change(null, text);
  }

  /** A stretch of it. */
  public static Change replacing(Range range, String text) {
    return new Change(range, text);
  }
}
