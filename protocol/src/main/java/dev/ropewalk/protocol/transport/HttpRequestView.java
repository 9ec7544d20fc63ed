package dev.ropewalk.protocol.transport;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request as a handler sees it.
 *
 * @param method {@code GET}, {@code HEAD} or {@code POST}
 * @param path the decoded path, without the query
 * @param query the decoded query parameters, in order
 * @param headers all headers by lower-case name; several values are joined with a comma
 * @param body the body; empty if there is none
 */
public record HttpRequestView(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    byte[] body) {
  /** The value of a header, whatever the case of its name; empty if there is none. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
