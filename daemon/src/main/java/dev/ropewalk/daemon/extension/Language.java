package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A language that can serve documents.
 *
 * @param id the daemon's own name of it
 * @param fingerprint names the module and the queries: equal ones are equal in all that they
 *     answer; may read the module when it is first asked
 * @param syntax the grammar
 * @param queries what the language can answer; a kind that is absent is a feature that it lacks
 */
public record Language(
    String id,
    Supplier<String> fingerprint,
    SyntaxLanguage syntax,
    Map<QueryKind, QuerySource> queries) {
  public Language {
    queries = Map.copyOf(queries);
  }

  /**
   * Names the language with its grammar: results of equal texts are shared among documents of equal
   * keys, and a grammar that was replaced has another.
   */
  public String cacheKey() {
    return id + "@" + fingerprint.get();
  }
}
