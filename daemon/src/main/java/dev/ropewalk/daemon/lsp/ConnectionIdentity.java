package dev.ropewalk.daemon.lsp;

/**
 * Who a connection is.
 *
 * @param id unique while the daemon runs; owns its documents
 * @param needsToken whether {@code initialize} must present the token, as on TCP
 */
public record ConnectionIdentity(String id, boolean needsToken) {}
