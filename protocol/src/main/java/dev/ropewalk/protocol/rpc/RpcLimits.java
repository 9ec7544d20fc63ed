package dev.ropewalk.protocol.rpc;

/**
 * What one session accepts.
 *
 * @param maxNesting how deep arrays and objects of a message may be nested; at least 8
 * @param maxInFlight how many requests of the peer may be unanswered at once; at least 1
 * @param maxOutgoing how many requests to the peer may be unanswered at once; at least 1
 */
public record RpcLimits(int maxNesting, int maxInFlight, int maxOutgoing) {
  public RpcLimits {
    if (maxNesting < 8 || maxInFlight < 1 || maxOutgoing < 1) {
      throw new IllegalArgumentException(
          "need maxNesting >= 8, maxInFlight >= 1 and maxOutgoing >= 1, but they are "
              + maxNesting
              + ", "
              + maxInFlight
              + " and "
              + maxOutgoing);
    }
  }
}
