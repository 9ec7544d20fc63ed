package dev.ropewalk.wasm.treesitter;

import java.util.List;

/** A syntax tree at one revision; usable only inside the {@link SyntaxReader} it was given to. */
public interface SyntaxTree {

  /** The revision that the tree is of. */
  long revision();

  /** The text that the tree is of. */
  GuestText text();

  /**
   * Asks whether somebody still wants what is read; a reader with a long loop of its own calls it
   * in there. Everything else here does so itself.
   *
   * @throws dev.ropewalk.wasm.limit.GuestException with {@code CANCELLED} when nobody does
   */
  void poll();

  /** Whether the tree has an {@code ERROR} or {@code MISSING} node. */
  boolean hasErrors();

  /**
   * The outermost {@code ERROR} nodes and all {@code MISSING} nodes, in text order.
   *
   * @param limit at most so many are returned
   */
  List<SyntaxError> errors(int limit);

  /**
   * The captures of a query in {@code [startUtf16, endUtf16)}, in text order (outer before inner,
   * then by pattern), with text predicates evaluated.
   */
  Captures captures(QuerySource query, int startUtf16, int endUtf16);

  /** The matches of a query that touch {@code [startUtf16, endUtf16)}, in text order. */
  Matches matches(QuerySource query, int startUtf16, int endUtf16);

  /**
   * The smallest node that covers {@code [startUtf16, endUtf16]} and its ancestors, innermost
   * first, the root last; nodes of the same extent appear once.
   */
  List<NodeSpan> ancestors(int startUtf16, int endUtf16);

  /**
   * The named nodes that touch {@code [startUtf16, endUtf16]}, in text order, outer before inner.
   *
   * @param limit at most so many are returned
   */
  List<NodeSpan> named(int startUtf16, int endUtf16, int limit);
}
