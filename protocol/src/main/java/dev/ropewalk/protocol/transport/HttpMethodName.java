package dev.ropewalk.protocol.transport;

/** The request methods that a route may take. */
public enum HttpMethodName {
  /** Read; a route that takes it answers {@code HEAD} as well. */
  GET,
  /** Change something. */
  POST
}
