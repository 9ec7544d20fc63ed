package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.wasm.treesitter.SyntaxTree;

/**
 * The tokens of a stretch of a text, whose language has a query for them, with those of the other
 * languages in it. Numbers: the first unit and the unit behind the last one.
 */
final class TokensQuery extends TreeQuery<Coloured, Tokens> {
  private final InjectedTokensQuery others;

  /**
   * Makes the query.
   *
   * @param id whole texts and stretches are counted apart
   */
  TokensQuery(String id, Trees trees, InjectedTokensQuery others) {
    super(id, ResultCodecs.TOKENS, trees);
    this.others = others;
  }

  @Override
  Coloured read(SyntaxTree tree, Subject subject, Question question) {
    return Coloured.read(tree, subject.language(), question.number(0), question.number(1));
  }

  @Override
  Tokens build(Coloured read, Text text, Subject subject, Question question, Pace pace) {
    return TokenSweep.of(read.captures(), question.number(0), question.number(1), pace);
  }

  @Override
  Tokens complete(Tokens built, Coloured read, Subject subject, Question question, Reads reads) {
    var around =
        new InjectedTokensQuery.Around(
            new Fragments.Fragment(subject.snapshot().text(), subject.language()),
            question.number(0),
            question.number(1),
            0);
    return others.over(
        built,
        read.injected(),
        around,
        stretches -> readAgain(question, reads, tree -> InjectionReader.holes(tree, stretches)),
        reads);
  }
}
