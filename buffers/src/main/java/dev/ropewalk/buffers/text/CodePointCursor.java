package dev.ropewalk.buffers.text;

import java.util.NoSuchElementException;

/**
 * A place between two code points of a text, moved over one at a time in either direction.
 *
 * <p>A step costs O(1), between leaves amortised. One thread uses a cursor; the text stays as it is
 * whatever becomes of the document.
 */
public final class CodePointCursor {
  private final int length;
  private final LeafWalk walk;

  /** The byte of the present leaf where the cursor stands. */
  private int at;

  private int offsetUtf16;

  CodePointCursor(Node root, int offsetUtf16) {
    this.length = root.utf16;
    this.offsetUtf16 = offsetUtf16;
    walk = new LeafWalk(root);
    walk.seek(offsetUtf16, Node.UTF16);
    at = walk.leaf.byteAt(offsetUtf16 - walk.startUtf16);
  }

  /** Returns where the cursor stands, in UTF-16 units. */
  public int offsetUtf16() {
    return offsetUtf16;
  }

  /** Tells whether a code point follows. */
  public boolean hasNext() {
    return offsetUtf16 < length;
  }

  /** Tells whether a code point comes before. */
  public boolean hasPrevious() {
    return offsetUtf16 > 0;
  }

  /**
   * Moves over the code point that follows and returns it.
   *
   * @throws NoSuchElementException at the end
   */
  public int next() {
    if (at == walk.leaf.bytes) {
      if (!walk.next()) {
        throw new NoSuchElementException("the cursor is at the end, offset " + offsetUtf16);
      }
      at = 0;
    }
    byte[] data = walk.leaf.data;
    byte lead = data[at];
    if (lead >= 0) {
      at++;
      offsetUtf16++;
      return lead;
    }
    int codePoint = Utf8.codePoint(data, at);
    at += Utf8.width(lead);
    offsetUtf16 += Character.charCount(codePoint);
    return codePoint;
  }

  /**
   * Moves back over the code point before and returns it.
   *
   * @throws NoSuchElementException at the start
   */
  public int previous() {
    if (at == 0) {
      if (!walk.previous()) {
        throw new NoSuchElementException("the cursor is at the start, offset 0");
      }
      at = walk.leaf.bytes;
    }
    byte[] data = walk.leaf.data;
    do {
      at--;
    } while (Utf8.isContinuation(data[at]));
    int codePoint = Utf8.codePoint(data, at);
    offsetUtf16 -= Character.charCount(codePoint);
    return codePoint;
  }
}
