package dev.ropewalk.protocol.transport;

/** Makes the handler of a new connection. */
@FunctionalInterface
public interface ConnectionAcceptor {
  /**
   * Returns the handler of a connection. Called on the connection's own thread, before anything is
   * received; if it throws, the connection is closed.
   */
  ConnectionHandler accept(Connection connection);
}
