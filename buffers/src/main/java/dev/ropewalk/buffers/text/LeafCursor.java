package dev.ropewalk.buffers.text;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks over leaves from left to right. */
final class LeafCursor {
  private final Branch[] path;
  private final int[] nextChild;
  private int depth;
  private @Nullable Leaf ready;

  /** Starts at the first leaf that is not empty. */
  LeafCursor(Node root) {
    path = new Branch[root.height()];
    nextChild = new int[path.length];
    ready = root.bytes == 0 ? null : descend(root);
  }

  /** Returns the next leaf, null after the last. */
  @Nullable Leaf next() {
    Leaf leaf = ready;
    ready = null;
    while (leaf == null && depth > 0) {
      Branch branch = path[depth - 1];
      if (nextChild[depth - 1] == branch.size()) {
        depth--;
      } else {
        leaf = descend(branch.child(nextChild[depth - 1]++));
      }
    }
    return leaf;
  }

  /** Returns the rest as read-only buffers. */
  Iterator<ByteBuffer> buffers() {
    return new Iterator<>() {
      private @Nullable Leaf upcoming = LeafCursor.this.next();

      @Override
      public boolean hasNext() {
        return upcoming != null;
      }

      @Override
      public ByteBuffer next() {
        Leaf leaf = upcoming;
        if (leaf == null) {
          throw new NoSuchElementException("the text has no more chunks");
        }
        upcoming = LeafCursor.this.next();
        return ByteBuffer.wrap(leaf.data).asReadOnlyBuffer();
      }
    };
  }

  private Leaf descend(Node from) {
    Node node = from;
    while (node instanceof Branch branch) {
      path[depth] = branch;
      nextChild[depth++] = 1;
      node = branch.child(0);
    }
    return (Leaf) node;
  }
}
