package dev.ropewalk.daemon.lsp;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ropewalk/explain} is asked. Give {@code key} or {@code uri}.
 *
 * @param key a result or an input as an earlier answer names it: {@code query(argument)}
 * @param uri a document or a file, whose results are all explained
 * @param dependents whether what a change would reach is listed too
 * @param limit at most so many results and dependents; 100 when it is not there
 */
public record ExplainParams(
    @Nullable String key, @Nullable String uri, boolean dependents, @Nullable Integer limit) {}
