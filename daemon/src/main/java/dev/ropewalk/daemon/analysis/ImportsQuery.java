package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Objects;

/** The imports of a text, whose language has a query for them. */
final class ImportsQuery extends TreeQuery<Matches, Imports> {
  ImportsQuery(Trees trees) {
    super("imports", ResultCodecs.IMPORTS, trees);
  }

  @Override
  Matches read(SyntaxTree tree, Subject subject, Question question) {
    QuerySource source =
        Objects.requireNonNull(subject.language().queries().get(QueryKind.IMPORTS));
    return tree.matches(source, 0, tree.text().lengthUtf16());
  }

  @Override
  Imports build(Matches matches, Text text, Subject subject, Question question, Pace pace) {
    return Imports.of(matches, text, pace);
  }
}
