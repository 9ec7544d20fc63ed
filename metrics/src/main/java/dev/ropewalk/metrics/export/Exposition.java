package dev.ropewalk.metrics.export;

/**
 * The metrics at one moment, rendered.
 *
 * @param contentType the value for {@code Content-Type}
 * @param contentEncoding the value for {@code Content-Encoding}; empty if the body is not encoded
 * @param body the bytes to send
 */
public record Exposition(String contentType, String contentEncoding, byte[] body) {}
