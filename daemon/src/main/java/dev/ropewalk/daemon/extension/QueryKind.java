package dev.ropewalk.daemon.extension;

/** What a query of a language is for. */
public enum QueryKind {
  /** Captures named as highlight groups. */
  HIGHLIGHTS,
  /** {@code @definition.<kind>} around {@code @name} and {@code @detail}. */
  OUTLINE,
  /** {@code @definition.<kind>} and {@code @reference.<kind>} around {@code @name}. */
  TAGS,
  /** {@code @fold}, {@code @fold.imports}, {@code @fold.comment}. */
  FOLDS,
  /** {@code @local.scope}, {@code @local.definition.<kind>}, {@code @local.reference}. */
  LOCALS,
  /** {@code @injection.content}. */
  INJECTIONS,
  /**
   * {@code @import.<style>}, perhaps with the {@code @name} that is taken out of it. Ours alone.
   */
  IMPORTS,
  /** Outline, references and imports together; made of the others ({@link FactsQuery}). */
  FACTS
}
