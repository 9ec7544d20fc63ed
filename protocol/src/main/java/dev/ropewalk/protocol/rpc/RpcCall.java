package dev.ropewalk.protocol.rpc;

/**
 * A finished call.
 *
 * @param kind what it was
 * @param method a method that this side knows, or {@link #UNKNOWN}; never a name made up by a peer
 * @param nanos from the arrival of the message to the queueing of its answer, or for an outgoing
 *     request from its sending to its answer, in nanoseconds
 * @param outcome how it ended
 * @param errorCode the JSON-RPC error code, 0 if there is none; what a peer answers is one of LSP's
 *     codes, any other number is told as {@code UnknownErrorCode} (-32001)
 * @param bytesIn length of the incoming body
 * @param bytesOut length of the outgoing body; 0 if there is none
 */
public record RpcCall(
    Kind kind,
    String method,
    long nanos,
    RpcOutcome outcome,
    int errorCode,
    long bytesIn,
    long bytesOut) {
  /** Stands for every method that this side does not know. */
  public static final String UNKNOWN = "unknown";

  /** What a call was. The names are stable: they are metric labels. */
  public enum Kind {
    /** A request of the peer. */
    REQUEST,
    /** A notification of the peer. */
    NOTIFICATION,
    /** A request of this side. */
    OUTGOING_REQUEST,
    /** A notification of this side. */
    OUTGOING_NOTIFICATION,
    /** Something of the peer that was no message. */
    INVALID
  }
}
