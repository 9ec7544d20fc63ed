package dev.ropewalk.buffers.text;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;

/**
 * A place between two chunks of a range of a text, moved over one at a time in either direction.
 *
 * <p>A chunk is a read-only piece of UTF-8, whole code points, never empty, at most {@code 4096}
 * bytes. A step costs amortised O(1) and copies nothing. One thread uses a cursor.
 */
public final class ChunkCursor {
  private final LeafWalk walk;
  private final int startBytes;
  private final int endBytes;

  /** Where the cursor stands, in bytes of the text. */
  private int at;

  /** Starts before the first chunk, or after the last. */
  ChunkCursor(Node root, int startBytes, int endBytes, boolean atEnd) {
    this.startBytes = startBytes;
    this.endBytes = endBytes;
    at = atEnd ? endBytes : startBytes;
    walk = new LeafWalk(root);
    walk.seek(at, Node.BYTES);
  }

  /** Tells whether a chunk follows. */
  public boolean hasNext() {
    return at < endBytes;
  }

  /** Tells whether a chunk comes before. */
  public boolean hasPrevious() {
    return at > startBytes;
  }

  /**
   * Moves over the chunk that follows and returns it.
   *
   * @throws NoSuchElementException at the end
   */
  public ByteBuffer next() {
    if (at >= endBytes) {
      throw new NoSuchElementException("no chunk follows");
    }
    if (at == walk.startBytes + walk.leaf.bytes) {
      walk.next();
    }
    int from = at - walk.startBytes;
    int to = Math.min(walk.leaf.bytes, endBytes - walk.startBytes);
    at = walk.startBytes + to;
    return chunk(from, to);
  }

  /**
   * Moves back over the chunk before and returns it.
   *
   * @throws NoSuchElementException at the start
   */
  public ByteBuffer previous() {
    if (at <= startBytes) {
      throw new NoSuchElementException("no chunk comes before");
    }
    if (at == walk.startBytes) {
      walk.previous();
    }
    int to = at - walk.startBytes;
    int from = Math.max(0, startBytes - walk.startBytes);
    at = walk.startBytes + from;
    return chunk(from, to);
  }

  private ByteBuffer chunk(int from, int to) {
    ByteBuffer all = ByteBuffer.wrap(walk.leaf.data).asReadOnlyBuffer();
    return from == 0 && to == walk.leaf.bytes ? all : all.slice(from, to - from);
  }
}
