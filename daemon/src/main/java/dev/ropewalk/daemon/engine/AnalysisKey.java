package dev.ropewalk.daemon.engine;

/**
 * What a result depends on, all of it.
 *
 * @param content the text
 * @param language the language's id and, after {@code @}, what distinguishes its module and queries
 * @param analysis the analysis, a small fixed set of names; the counters are kept by it
 * @param arguments every argument that may change the result; empty when there is none
 */
public record AnalysisKey(ContentId content, String language, String analysis, String arguments) {}
