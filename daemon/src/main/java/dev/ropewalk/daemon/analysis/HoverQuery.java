package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.wasm.treesitter.SyntaxTree;

/**
 * What is known of the name at a place. Numbers: the place, the lines of a definition and those of
 * a comment that are shown.
 */
final class HoverQuery extends TreeQuery<HoverFacts, Hovered> {
  HoverQuery(Trees trees) {
    super("hover", ResultCodecs.HOVER, trees);
  }

  static Question of(Subject subject, int offsetUtf16, AnalysisSettings settings) {
    return Question.of(
        subject, offsetUtf16, settings.maxHoverLines(), settings.maxHoverCommentLines());
  }

  @Override
  HoverFacts read(SyntaxTree tree, Subject subject, Question question) {
    return HoverFacts.read(
        tree, subject.language().queries(), subject.snapshot().text(), question.number(0));
  }

  @Override
  Hovered build(HoverFacts facts, Text text, Subject subject, Question question, Pace pace) {
    var bounds = new HoverComposer.Bounds(question.number(1), question.number(2));
    return new Hovered(
        HoverComposer.of(text, subject.language().id(), bounds, facts, question.number(0)));
  }
}
