package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.List;
import java.util.Objects;

/**
 * What a tree says about colours.
 *
 * @param captures of the highlights query
 * @param injected stretches of other languages
 */
record Coloured(Captures captures, List<Injected> injected) {

  /** Reads a tree whose language has a query for highlights. */
  static Coloured read(SyntaxTree tree, Language language, int from, int to) {
    QuerySource source = Objects.requireNonNull(language.queries().get(QueryKind.HIGHLIGHTS));
    return new Coloured(
        tree.captures(source, from, to), InjectionReader.read(tree, language, from, to));
  }
}
