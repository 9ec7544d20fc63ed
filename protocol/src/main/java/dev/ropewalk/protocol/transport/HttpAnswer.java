package dev.ropewalk.protocol.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer to a request.
 *
 * @param status the status code, for example 200
 * @param contentType the {@code Content-Type}
 * @param body the body; not sent in answer to {@code HEAD}
 * @param headers further headers
 */
public record HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String TEXT = "text/plain; charset=utf-8";

  public HttpAnswer {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status is " + status + ", must be from 200 to 599");
    }
    headers = Map.copyOf(headers);
  }

  /** A line of plain text. */
  public static HttpAnswer text(int status, String line) {
    return new HttpAnswer(status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
