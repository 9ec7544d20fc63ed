package dev.ropewalk.protocol.transport;

/**
 * What one path answers.
 *
 * @param method the method that it takes; others are answered with 405
 * @param handler renders the answer
 */
public record HttpRoute(HttpMethodName method, HttpHandler handler) {
  /** A route that is read. */
  public static HttpRoute get(HttpHandler handler) {
    return new HttpRoute(HttpMethodName.GET, handler);
  }

  /** A route that changes something. */
  public static HttpRoute post(HttpHandler handler) {
    return new HttpRoute(HttpMethodName.POST, handler);
  }
}
