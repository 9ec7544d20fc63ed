package dev.ropewalk.wasm.treesitter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where nodes end. */
final class NodeEnds {
  /*
   * A node's first word points at its subtree, a union of an inline form (lowest bit set; size in
   * bytes at offset 7) and a pointer to a heap form (size in bytes at offset 16): subtree.h of
   * tree-sitter 0.27. Reading it in place spares a call for each node. The first CHECKED ends of
   * an instance are compared with what the runtime itself says; one difference, and this instance
   * asks the runtime from then on, so another layout costs time and nothing else.
   */
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CHECKED = 256;

  private final TreeSitterGuest guest;
  private final int[] node = new int[TreeSitterGuest.NODE_WORDS];
  private int checked;
  private boolean layoutKnown = true;

  NodeEnds(TreeSitterGuest guest) {
    this.guest = guest;
  }

  /**
   * The end of a node, in UTF-16 code units.
   *
   * @param memory the guest's memory
   * @param at where the node's five words are
   */
  int end(byte[] memory, int at, int tree) {
    if (layoutKnown && checked >= CHECKED) {
      return fromSubtree(memory, at);
    }
    for (int i = 0; i < node.length; i++) {
      node[i] = (int) INT.get(memory, at + 4 * i);
    }
    int told = guest.nodeEnd(node, tree);
    if (layoutKnown) {
      checked++;
      layoutKnown = told == fromSubtree(memory, at);
    }
    return told;
  }

  /** Whether no difference was seen. */
  boolean layoutKnown() {
    return layoutKnown;
  }

  private static int fromSubtree(byte[] memory, int at) {
    int subtree = (int) INT.get(memory, at);
    int start = (int) INT.get(memory, at + 4);
    int first = (int) INT.get(memory, subtree);
    int bytes = (first & 1) != 0 ? memory[subtree + 7] & 0xff : (int) INT.get(memory, first + 16);
    return start + bytes / 2;
  }
}
