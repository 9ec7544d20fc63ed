package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.engine.Weighed;
import dev.ropewalk.wasm.treesitter.SyntaxTree;

/**
 * An analysis of one text together with the other languages in it, of which each stretch is
 * analysed as the text is.
 *
 * @param <F> what is read from the tree of the text
 * @param <V> the result
 */
class MixedQuery<F, V extends Weighed> extends TreeQuery<Mixed<F>, V> {
  private final InjectedQuery<F, V> others;

  MixedQuery(String id, Trees trees, InjectedQuery<F, V> others) {
    super(id, others.codec(), trees);
    this.others = others;
  }

  /** The stretch that is asked for; all of the text unless it is said otherwise. */
  int from(Question question) {
    return 0;
  }

  /** The unit behind it. */
  int to(Subject subject, Question question) {
    return subject.snapshot().text().lengthUtf16();
  }

  @Override
  Mixed<F> read(SyntaxTree tree, Subject subject, Question question) {
    return others.read(tree, subject.language(), tree.text().lengthUtf16());
  }

  @Override
  V build(Mixed<F> read, Text text, Subject subject, Question question, Pace pace) {
    return others.build(read.facts(), text, pace);
  }

  @Override
  final V complete(V built, Mixed<F> read, Subject subject, Question question, Reads reads) {
    var around =
        new InjectedQuery.Around(
            new Fragments.Fragment(subject.snapshot().text(), subject.language()),
            from(question),
            to(subject, question),
            0);
    return others.over(
        built,
        read.injected(),
        around,
        stretches -> readAgain(question, reads, tree -> InjectionReader.holes(tree, stretches)),
        reads);
  }
}
