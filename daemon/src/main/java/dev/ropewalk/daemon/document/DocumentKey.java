package dev.ropewalk.daemon.document;

/**
 * Names an open document. Two connections may hold different texts under one URI.
 *
 * @param owner the connection that opened it
 * @param uri as {@link DocumentUri#normalise} gives it
 */
public record DocumentKey(String owner, String uri) {}
