package dev.ropewalk.buffers.text;

/** Replaces a range of a tree by any text. */
final class TreeEdit {
  private TreeEdit() {}

  /**
   * Returns the tree with {@code [startUtf16, endUtf16)} replaced; the old one is as before.
   *
   * @throws TextRangeException when the range is not in the tree or cuts a surrogate pair
   * @throws TextTooLargeException when the result would exceed {@link Text#MAX_BYTES}
   */
  static Node replace(
      Node root, int startUtf16, int endUtf16, CharSequence replacement, Tuning tuning) {
    Bounds.checkRange(root, startUtf16, endUtf16);
    if (replacement.length() <= tuning.maxLeafBytes()) {
      byte[] inserted = Utf8Encoder.encode(replacement);
      checkSize(root, (long) root.bytes + inserted.length, startUtf16, endUtf16);
      Node edited = new LeafEdit(startUtf16, endUtf16, inserted, tuning).applyTo(root);
      if (edited != null) {
        return edited;
      }
    }
    Bounds.checkCodePointStart(root, startUtf16);
    Bounds.checkCodePointStart(root, endUtf16);
    Node middle = tree(replacement, tuning);
    checkSize(root, (long) root.bytes + middle.bytes, startUtf16, endUtf16);
    var trees = new TreeJoin(tuning);
    Node left = trees.before(root, startUtf16);
    Node right = trees.after(root, endUtf16);
    return trees.concat(trees.concat(left, middle), right);
  }

  private static Node tree(CharSequence content, Tuning tuning) {
    if (content.isEmpty()) {
      return Leaf.EMPTY;
    }
    return new TextBuilder(tuning).append(content).buildTree();
  }

  private static void checkSize(Node root, long bytesBeforeDeletion, int startUtf16, int endUtf16) {
    if (bytesBeforeDeletion <= Text.MAX_BYTES) {
      return;
    }
    long bytes = bytesBeforeDeletion - (byteOf(root, endUtf16) - byteOf(root, startUtf16));
    if (bytes > Text.MAX_BYTES) {
      throw new TextTooLargeException(bytes);
    }
  }

  private static int byteOf(Node root, int offsetUtf16) {
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    return seek.bytes + seek.leaf.floorByteAt(seek.local);
  }
}
