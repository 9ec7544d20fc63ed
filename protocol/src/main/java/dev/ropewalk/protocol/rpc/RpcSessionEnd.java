package dev.ropewalk.protocol.rpc;

import dev.ropewalk.protocol.transport.CloseReason;

/** Hears of the end of a session. */
@FunctionalInterface
public interface RpcSessionEnd {
  /**
   * The connection is gone and everything that arrived before has been handled; called once, on the
   * thread of the connection.
   */
  void ended(CloseReason reason, String detail);
}
