package dev.ropewalk.buffers.text;

import org.jspecify.annotations.Nullable;

/**
 * A subtree of a text, with the sums of what it holds; immutable from when the first {@link Text}
 * has it.
 */
abstract sealed class Node permits Leaf, Branch {
  /** The metrics by which a tree is searched; they index the rows of {@link Branch}. */
  static final int UTF16 = 0;

  static final int BREAKS = 1;
  static final int BYTES = 2;
  static final int CODE_POINTS = 3;

  /** UTF-16 units. */
  int utf16;

  /** Line breaks: LF, CRLF and CR are one each. */
  int breaks;

  /** Bytes of UTF-8. */
  int bytes;

  int codePoints;

  /*
   * Memo of hash(). The race is benign: the field goes from null to an immutable object with final
   * fields, every thread computes an equal one, and a thread that still reads null computes it once
   * more.
   */
  private @Nullable NodeHash hash;

  Node(int utf16, int breaks, int bytes, int codePoints) {
    this.utf16 = utf16;
    this.breaks = breaks;
    this.bytes = bytes;
    this.codePoints = codePoints;
  }

  /** Returns 0 for a leaf, and for a branch one more than its children's. */
  abstract int height();

  abstract byte firstByte();

  abstract byte lastByte();

  abstract NodeHash computeHash();

  /** Tells whether every code point is ASCII: then all metrics but the breaks are equal. */
  final boolean isAscii() {
    return bytes == utf16;
  }

  final NodeHash hash() {
    NodeHash known = hash;
    if (known == null) {
      known = computeHash();
      hash = known;
    }
    return known;
  }

  /** Returns the memo, null when nobody asked for the hash. */
  final @Nullable NodeHash memoisedHash() {
    return hash;
  }

  final int metric(int metric) {
    return switch (metric) {
      case UTF16 -> utf16;
      case BREAKS -> breaks;
      case BYTES -> bytes;
      default -> codePoints;
    };
  }
}
