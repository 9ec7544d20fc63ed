package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import java.util.Map;

/**
 * A language that can serve documents.
 *
 * @param id the daemon's own name of it; results of equal texts are shared among documents of equal
 *     id, so two grammars never have one id at a time
 * @param syntax the grammar
 * @param queries what the language can answer; a kind that is absent is a feature that it lacks
 */
public record Language(String id, SyntaxLanguage syntax, Map<QueryKind, QuerySource> queries) {
  public Language {
    queries = Map.copyOf(queries);
  }
}
