package dev.ropewalk.wasm.treesitter;

/**
 * What is done with a tree, on the guest's lane. Must not block, and must not keep the tree.
 *
 * @param <T> the answer: plain data
 */
@FunctionalInterface
public interface SyntaxReader<T> {
  T read(SyntaxTree tree);
}
