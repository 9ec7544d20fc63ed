package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Optional;

/**
 * Where else stands what stands at a place: the same name, or the same word in a language that says
 * nothing of names. Numbers: the place, how many at most.
 */
final class HighlightsQuery extends TreeQuery<Optional<LocalsIndex>, Highlights> {
  HighlightsQuery(Trees trees) {
    super("highlights", ResultCodecs.HIGHLIGHTS, trees);
  }

  @Override
  Optional<LocalsIndex> read(SyntaxTree tree, Subject subject, Question question) {
    QuerySource source = subject.language().queries().get(QueryKind.LOCALS);
    return source == null
        ? Optional.empty()
        : Optional.of(
            NameLookup.at(
                tree,
                source,
                subject.snapshot().text(),
                question.number(0),
                NameLookup.MAX_PLACES));
  }

  @Override
  Highlights build(
      Optional<LocalsIndex> locals, Text text, Subject subject, Question question, Pace pace) {
    int offset = question.number(0);
    int limit = question.number(1);
    return locals
        .map(names -> Highlights.ofName(names, offset, limit))
        .orElseGet(() -> Highlights.ofWord(text, offset, limit, pace));
  }
}
