package dev.ropewalk.wasm.treesitter;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The syntax tree of one document, grown edit by edit. Edits and interactive reads apply in the
 * order of submission, so a read sees exactly the revision that was current when it was submitted.
 * Parsing is done when a read needs it, once for all edits since the last one.
 */
public interface SyntaxSession extends AutoCloseable {

  /**
   * Tells the session of a new revision.
   *
   * @param revision larger than every earlier one
   * @param text the whole text at that revision
   * @param edits the steps from the previous revision, in order, each relative to the text after
   *     the one before it; empty means that the text was replaced and is parsed afresh
   */
  void edit(long revision, GuestText text, List<SyntaxEdit> edits);

  /**
   * Runs a reader on the tree.
   *
   * <p>Cancelling the future stops a running parse or query through tree-sitter's progress
   * callback; the instance and its trees live on.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}
   */
  <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader);

  /**
   * Keeps the newest revision readable.
   *
   * @throws dev.ropewalk.wasm.limit.GuestException when the session is closed ({@code CANCELLED}),
   *     or when as many other revisions are pinned as the limits allow ({@code TOO_MANY_REVISIONS})
   */
  SyntaxPin pin();

  /**
   * Parses the newest revision afresh in the background and keeps the fresh tree when it differs
   * from the one that grew edit by edit. An edit that arrives meanwhile stops it.
   *
   * @return true when the trees differed
   */
  CompletableFuture<Boolean> reparseFresh();

  /** Frees the trees; reads that have not started fail as cancelled, those of pins too. */
  @Override
  void close();
}
