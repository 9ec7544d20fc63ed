package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.QuerySource;
import java.util.Map;
import java.util.Optional;

/**
 * What an index asks of every file, in one query: a pass over the tree costs about as much for one
 * as for three. The captures tell whose a match is, once the definitions among the tags have
 * another name; they would be a second outline. It is a query of the grammar like any other, so
 * that images have it compiled: that takes up to seconds in a guest that has just begun.
 */
public final class FactsQuery {
  private FactsQuery() {}

  /** The query of a grammar that has these; empty when there is nothing to ask. */
  public static Optional<QuerySource> of(String language, Map<QueryKind, QuerySource> queries) {
    QuerySource tags = queries.get(QueryKind.TAGS);
    QuerySource outline = queries.getOrDefault(QueryKind.OUTLINE, tags);
    QuerySource locals = queries.get(QueryKind.LOCALS);
    QuerySource imports = queries.get(QueryKind.IMPORTS);
    var text = new StringBuilder();
    add(text, outline == null ? "" : outline.text());
    if (tags != null && tags.text().contains("@reference")) {
      add(text, tags.equals(outline) ? "" : tags.text().replace("@definition.", "@_tagged."));
    } else {
      add(text, locals == null ? "" : locals.text());
    }
    add(text, imports == null ? "" : imports.text());
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new QuerySource(language + "/facts", text.toString()));
  }

  private static void add(StringBuilder text, String query) {
    if (!query.isBlank()) {
      text.append(query).append('\n');
    }
  }
}
