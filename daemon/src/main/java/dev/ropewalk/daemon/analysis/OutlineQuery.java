package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The symbols of a text, whose language has a query for them. */
final class OutlineQuery extends TreeQuery<Matches, Outline> {
  OutlineQuery(Trees trees) {
    super("outline", ResultCodecs.OUTLINE, trees);
  }

  /** What a language tells its symbols by; null when it does not. */
  static @Nullable QuerySource sourceOf(Language language) {
    QuerySource own = language.queries().get(QueryKind.OUTLINE);
    return own != null ? own : language.queries().get(QueryKind.TAGS);
  }

  @Override
  Matches read(SyntaxTree tree, Subject subject, Question question) {
    QuerySource source = Objects.requireNonNull(sourceOf(subject.language()));
    return tree.matches(source, 0, tree.text().lengthUtf16());
  }

  @Override
  Outline build(Matches matches, Text text, Subject subject, Question question, Pace pace) {
    return OutlineBuilder.of(matches, text, pace);
  }
}
