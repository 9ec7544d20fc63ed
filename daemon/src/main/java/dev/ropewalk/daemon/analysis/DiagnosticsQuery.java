package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.List;

/** The syntax errors of a text. Numbers: how many at most. */
final class DiagnosticsQuery extends TreeQuery<List<SyntaxError>, Diagnostics> {
  DiagnosticsQuery(Trees trees) {
    super("diagnostics", ResultCodecs.DIAGNOSTICS, trees);
  }

  static Question of(Subject subject, AnalysisSettings settings) {
    return Question.of(subject, settings.maxDiagnosticsPerDocument());
  }

  @Override
  List<SyntaxError> read(SyntaxTree tree, Subject subject, Question question) {
    return tree.errors(question.number(0) + 1);
  }

  @Override
  Diagnostics build(
      List<SyntaxError> errors, Text text, Subject subject, Question question, Pace pace) {
    return SyntaxComplaints.of(errors, text, question.number(0));
  }
}
