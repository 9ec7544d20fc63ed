package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Objects;

/** What folds in a text, whose language has a query for that. */
final class FoldsQuery extends TreeQuery<Captures, Folds> {
  FoldsQuery(Trees trees) {
    super("folds", ResultCodecs.FOLDS, trees);
  }

  @Override
  Captures read(SyntaxTree tree, Subject subject, Question question) {
    QuerySource source = Objects.requireNonNull(subject.language().queries().get(QueryKind.FOLDS));
    return tree.captures(source, 0, tree.text().lengthUtf16());
  }

  @Override
  Folds build(Captures captures, Text text, Subject subject, Question question, Pace pace) {
    return FoldBuilder.of(captures, text, pace);
  }
}
