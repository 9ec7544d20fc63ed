package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Map;

/**
 * What a tree tells of the name at a place: read in one go, while the tree is that of the text.
 *
 * @param locals the name and its like, resolved
 * @param outline the symbols around the definition, and its own if it has one
 * @param comments start and end of the comments before the definition by turns, in text order
 */
record HoverFacts(LocalsIndex locals, Outline outline, int[] comments) {
  /** How far above a definition its comments may begin, in UTF-16 units; more is not shown. */
  static final int COMMENT_REACH = 8_000;

  private static final int[] NO_COMMENTS = {};
  private static final HoverFacts NOTHING =
      new HoverFacts(LocalsIndex.EMPTY, Outline.EMPTY, NO_COMMENTS);

  /** Reads what there is to know; nothing without a locals query or a definition in the text. */
  static HoverFacts read(
      SyntaxTree tree, Map<QueryKind, QuerySource> queries, Text text, int offset) {
    QuerySource localsQuery = queries.get(QueryKind.LOCALS);
    if (localsQuery == null) {
      return NOTHING;
    }
    Pace pace = Pace.of(tree::poll);
    LocalsIndex locals = NameLookup.at(tree, localsQuery, text, offset, NameLookup.MAX_PLACES);
    int cursor = locals.at(offset);
    if (cursor < 0 || locals.symbol()[cursor] < 0) {
      return NOTHING;
    }
    int at = locals.symbols().get(locals.symbol()[cursor]).firstDefinition();
    int start = locals.start()[at];
    int end = locals.end()[at];
    QuerySource outlineQuery = queries.getOrDefault(QueryKind.OUTLINE, queries.get(QueryKind.TAGS));
    Outline outline =
        outlineQuery == null
            ? Outline.EMPTY
            : OutlineBuilder.of(tree.matches(outlineQuery, start, end), text, pace);
    int whole = outline.named(start, end).map(Outline.Symbol::startUtf16).orElse(start);
    QuerySource foldsQuery = queries.get(QueryKind.FOLDS);
    int below = text.lineStart(text.lineOf(whole));
    int[] comments =
        foldsQuery == null
            ? NO_COMMENTS
            : FoldBuilder.of(
                    tree.captures(foldsQuery, Math.max(0, below - COMMENT_REACH), below),
                    text,
                    pace)
                .comments();
    return new HoverFacts(locals, outline, comments);
  }
}
