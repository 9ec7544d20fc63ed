package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.List;
import java.util.Objects;

/** The tokens of stretches of other languages. */
final class InjectedTokensQuery extends InjectedQuery<Captures, Tokens> {
  InjectedTokensQuery(int maxStretches) {
    super("tokens-injected", ResultCodecs.TOKENS, Tokens.EMPTY, maxStretches, List.of());
  }

  @Override
  boolean takes(Injected stretch, Language language) {
    return language.queries().containsKey(QueryKind.HIGHLIGHTS);
  }

  /** Reads a tree whose language has a query for highlights. */
  static Mixed<Captures> read(SyntaxTree tree, Language language, int from, int to) {
    return new Mixed<>(
        tree.captures(
            Objects.requireNonNull(language.queries().get(QueryKind.HIGHLIGHTS)), from, to),
        InjectionReader.read(tree, language, from, to));
  }

  @Override
  Mixed<Captures> read(SyntaxTree tree, Language language, int length) {
    return read(tree, language, 0, length);
  }

  @Override
  Tokens build(Captures captures, Text text, Pace pace) {
    return TokenSweep.of(captures, 0, text.lengthUtf16(), pace);
  }

  @Override
  Tokens merge(Tokens own, List<Inner<Tokens>> inner, Around around, Pace pace) {
    var upper = new TokenColumns(64);
    for (Inner<Tokens> each : inner) {
      TokenLayers.place(
          each.result(),
          each.stretch().startUtf16(),
          each.holes(),
          around.from(),
          around.to(),
          upper,
          pace);
    }
    return TokenLayers.over(own, upper.done(), pace);
  }
}
