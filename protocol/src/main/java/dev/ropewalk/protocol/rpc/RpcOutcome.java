package dev.ropewalk.protocol.rpc;

/** How a call ended. The names are stable: they are metric labels. */
public enum RpcOutcome {
  /** Answered with a result, or a notification that was handled. */
  OK,
  /** Answered with an error, or a notification whose handler threw. */
  ERROR,
  /** Cancelled by the peer, by this side, by a later edit, or by the end of the connection. */
  CANCELLED
}
