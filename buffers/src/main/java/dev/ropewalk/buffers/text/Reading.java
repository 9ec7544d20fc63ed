package dev.ropewalk.buffers.text;

import java.nio.charset.StandardCharsets;

/** Reads ranges of a tree; callers have checked them. */
final class Reading {
  private Reading() {}

  static String slice(Node root, int startUtf16, int endUtf16) {
    if (startUtf16 == endUtf16) {
      return "";
    }
    Seek first = Seek.holding(root, startUtf16, Node.UTF16);
    Seek last = Seek.reaching(root, endUtf16, Node.UTF16);
    int from = first.bytes + first.leaf.byteAt(first.local);
    int to = last.bytes + last.leaf.byteAt(last.local);
    return sliceOfBytes(root, from, to, endUtf16 - startUtf16);
  }

  /** Returns the bytes {@code [from, to)}, which are {@code units} UTF-16 units. */
  static String sliceOfBytes(Node root, int from, int to, int units) {
    if (from == to) {
      return "";
    }
    byte[] bytes = new byte[to - from];
    copyBytes(root, from, to, bytes, 0);
    boolean ascii = bytes.length == units;
    return new String(bytes, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  /** Copies the bytes {@code [from, to)} of the tree. */
  private static void copyBytes(Node node, int from, int to, byte[] destination, int at) {
    if (node instanceof Branch branch) {
      int out = at;
      for (int i = branch.childHolding(from, Node.BYTES); i < branch.size(); i++) {
        int before = branch.before(i, Node.BYTES);
        if (before >= to) {
          break;
        }
        Node child = branch.child(i);
        int start = Math.max(from - before, 0);
        int end = Math.min(to - before, child.bytes);
        copyBytes(child, start, end, destination, out);
        out += end - start;
      }
    } else {
      System.arraycopy(((Leaf) node).data, from, destination, at, to - from);
    }
  }

  static int charAt(Node root, int offsetUtf16) {
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    if (seek.leaf.isAscii()) {
      return seek.leaf.data[seek.local];
    }
    int at = seek.leaf.byteAt(seek.local);
    if (at < 0) {
      return Character.lowSurrogate(Utf8.codePoint(seek.leaf.data, ~at));
    }
    int codePoint = Utf8.codePoint(seek.leaf.data, at);
    return codePoint < 0x10000 ? codePoint : Character.highSurrogate(codePoint);
  }

  static int codePointAt(Node root, int offsetUtf16) {
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    return Utf8.codePoint(seek.leaf.data, seek.leaf.floorByteAt(seek.local));
  }

  static int readUtf16(Node root, int offsetUtf16, byte[] destination, int at, int maxUnits) {
    int done = 0;
    while (done < maxUnits) {
      Seek seek = Seek.holding(root, offsetUtf16 + done, Node.UTF16);
      Leaf leaf = seek.leaf;
      int want = Math.min(maxUnits - done, leaf.utf16 - seek.local);
      int out = at + 2 * done;
      if (leaf.isAscii()) {
        Utf16Le.widen(leaf.data, seek.local, destination, out, want);
        done += want;
      } else {
        int written = Utf16Le.transcode(leaf, seek.local, destination, out, want);
        done += written;
        if (written < want) {
          if (done == 0) {
            // One unit was asked for, and it is half of a pair.
            Utf16Le.put(destination, at, charAt(root, offsetUtf16));
            done = 1;
          }
          break;
        }
      }
    }
    return done;
  }

  /** Returns where a literal stands first or last in a range; -1 when nowhere. */
  static int indexOf(
      Node root, CharSequence literal, int startUtf16, int endUtf16, boolean backwards) {
    if (literal.isEmpty()) {
      return backwards ? endUtf16 : startUtf16;
    }
    if (literal.length() > endUtf16 - startUtf16 || Utf8Encoder.loneSurrogates(literal) > 0) {
      return -1;
    }
    // Inside a pair the start counts as its end and the end as its start: half of one is no match.
    Seek first = Seek.holding(root, startUtf16, Node.UTF16);
    int at = first.leaf.byteAt(first.local);
    int from = first.bytes + (at < 0 ? ~at + 4 : at);
    int to = Positions.convert(root, endUtf16, Node.UTF16, Node.BYTES);
    int found = new LiteralSearch(Utf8Encoder.encode(literal), backwards).find(root, from, to);
    return found < 0 ? -1 : Positions.convert(root, found, Node.BYTES, Node.UTF16);
  }

  static boolean matches(Node root, int startUtf16, CharSequence expected) {
    int length = expected.length();
    int done = 0;
    while (done < length) {
      Seek seek = Seek.holding(root, startUtf16 + done, Node.UTF16);
      byte[] data = seek.leaf.data;
      int at = seek.leaf.byteAt(seek.local);
      if (at < 0) {
        at = ~at;
        if (expected.charAt(done++) != Character.lowSurrogate(Utf8.codePoint(data, at))) {
          return false;
        }
        at += 4;
      }
      while (at < data.length && done < length) {
        int codePoint = Utf8.codePoint(data, at);
        at += Utf8.width(data[at]);
        if (codePoint < 0x10000) {
          if (expected.charAt(done++) != codePoint) {
            return false;
          }
        } else if (expected.charAt(done++) != Character.highSurrogate(codePoint)
            || (done < length && expected.charAt(done++) != Character.lowSurrogate(codePoint))) {
          return false;
        }
      }
    }
    return true;
  }
}
