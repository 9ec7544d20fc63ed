package dev.ropewalk.buffers.text;

import java.nio.ByteBuffer;

/**
 * A range of a text, as a view: making one copies nothing, and it keeps the text it is of. Any
 * number of threads read it.
 */
public final class TextSlice {
  private final Node root;
  private final Tuning tuning;
  private final int startUtf16;
  private final int endUtf16;
  private final int startBytes;
  private final int endBytes;

  TextSlice(Node root, Tuning tuning, int startUtf16, int endUtf16) {
    this.root = root;
    this.tuning = tuning;
    this.startUtf16 = startUtf16;
    this.endUtf16 = endUtf16;
    this.startBytes = Positions.convert(root, startUtf16, Node.UTF16, Node.BYTES);
    this.endBytes =
        startUtf16 == endUtf16
            ? startBytes
            : Positions.convert(root, endUtf16, Node.UTF16, Node.BYTES);
  }

  /** Returns where the range starts in the text, in UTF-16 units. */
  public int startUtf16() {
    return startUtf16;
  }

  /** Returns where the range ends in the text, in UTF-16 units. */
  public int endUtf16() {
    return endUtf16;
  }

  /** Returns the length in UTF-16 units. */
  public int lengthUtf16() {
    return endUtf16 - startUtf16;
  }

  /** Returns the length in bytes of UTF-8. */
  public int lengthBytes() {
    return endBytes - startBytes;
  }

  /** Tells whether there is no character. */
  public boolean isEmpty() {
    return startUtf16 == endUtf16;
  }

  /** Returns the characters, for one thread. */
  public TextChars chars() {
    return new TextChars(root, startUtf16, endUtf16);
  }

  /** Returns a cursor before the first chunk. */
  public ChunkCursor chunks() {
    return new ChunkCursor(root, startBytes, endBytes, false);
  }

  /** Returns a cursor after the last chunk. */
  public ChunkCursor chunksFromEnd() {
    return new ChunkCursor(root, startBytes, endBytes, true);
  }

  /**
   * Returns the content as a text of its own in O(log n): it shares all leaves but the first and
   * the last, has lines and positions that count from its start, and does not keep the rest of the
   * text.
   */
  public Text toText() {
    if (startUtf16 == 0 && endUtf16 == root.utf16) {
      return new Text(root, tuning);
    }
    var trees = new TreeJoin(tuning);
    return new Text(trees.after(trees.before(root, endUtf16), startUtf16), tuning);
  }

  /** Returns the hash of the content in O(log n), the same as that of a text with this content. */
  public ContentHash contentHash() {
    return RangeHash.of(root, startBytes, endBytes).toContentHash();
  }

  /**
   * Tells whether the content is that of another slice, of this text or any, by length and hash:
   * neither is read when both texts have been hashed before.
   */
  public boolean contentEquals(TextSlice other) {
    return lengthBytes() == other.lengthBytes()
        && lengthUtf16() == other.lengthUtf16()
        && ((root == other.root && startBytes == other.startBytes)
            || contentHash().equals(other.contentHash()));
  }

  /** Writes the bytes of UTF-8 into a buffer, which has room for them. */
  public void copyTo(ByteBuffer destination) {
    for (ChunkCursor chunks = chunks(); chunks.hasNext(); ) {
      destination.put(chunks.next());
    }
  }

  /** Returns the content. */
  @Override
  public String toString() {
    return Reading.sliceOfBytes(root, startBytes, endBytes, endUtf16 - startUtf16);
  }
}
