package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.SyntaxTree;

/**
 * The tokens of a stretch of a text, whose language has a query for them. Numbers: the first unit
 * and the unit behind the last one.
 */
final class TokensQuery extends MixedQuery<Captures, Tokens> {

  /**
   * Makes the query.
   *
   * @param id whole texts and stretches are counted apart
   */
  TokensQuery(String id, Trees trees, InjectedTokensQuery others) {
    super(id, trees, others);
  }

  @Override
  int from(Question question) {
    return question.number(0);
  }

  @Override
  int to(Subject subject, Question question) {
    return question.number(1);
  }

  @Override
  Mixed<Captures> read(SyntaxTree tree, Subject subject, Question question) {
    return InjectedTokensQuery.read(
        tree, subject.language(), question.number(0), question.number(1));
  }

  @Override
  Tokens build(Mixed<Captures> read, Text text, Subject subject, Question question, Pace pace) {
    return TokenSweep.of(read.facts(), question.number(0), question.number(1), pace);
  }
}
