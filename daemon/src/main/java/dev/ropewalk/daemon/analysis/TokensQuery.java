package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Objects;

/**
 * The tokens of a stretch of a text, whose language has a query for them. Numbers: the first unit
 * and the unit behind the last one.
 */
final class TokensQuery extends TreeQuery<Captures, Tokens> {
  /**
   * Makes the query.
   *
   * @param id whole texts and stretches are counted apart
   */
  TokensQuery(String id, Trees trees) {
    super(id, ResultCodecs.TOKENS, trees);
  }

  @Override
  Captures read(SyntaxTree tree, Subject subject, Question question) {
    QuerySource source =
        Objects.requireNonNull(subject.language().queries().get(QueryKind.HIGHLIGHTS));
    return tree.captures(source, question.number(0), question.number(1));
  }

  @Override
  Tokens build(Captures captures, Text text, Subject subject, Question question, Pace pace) {
    return TokenSweep.of(captures, question.number(0), question.number(1), pace);
  }
}
