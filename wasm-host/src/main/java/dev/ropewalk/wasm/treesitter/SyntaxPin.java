package dev.ropewalk.wasm.treesitter;

import java.util.concurrent.CompletableFuture;

/**
 * One revision of a session, readable until this is closed, whatever edits follow. Safe for any
 * thread. Holding it costs the guest nothing until an edit comes and is parsed; then the tree is
 * kept beside the newer one, with which it shares all that the edit left alone.
 */
public interface SyntaxPin extends AutoCloseable {

  /** The revision that is read. */
  long revision();

  /**
   * Runs a reader on the tree of this revision. A read that was begun before {@link #close} is
   * still answered.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}; cancelling it stops a parse
   *     or a query under way
   */
  <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader);

  /** Lets the revision go; nothing when it was done before. */
  @Override
  void close();
}
