package dev.ropewalk.protocol.transport;

/** Renders the answer to a request. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers a request. Called on a virtual thread of its own, so it may block; what it throws is
   * logged and answered with 500 and an error id.
   *
   * @throws Exception if there is no answer
   */
  HttpAnswer handle(HttpRequestView request) throws Exception;
}
