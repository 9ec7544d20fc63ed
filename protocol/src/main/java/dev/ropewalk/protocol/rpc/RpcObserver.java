package dev.ropewalk.protocol.rpc;

/** Hears of every finished call of a session. */
@FunctionalInterface
public interface RpcObserver {
  /** Hears nothing. */
  RpcObserver NONE = call -> {};

  /** A call has finished; called on the thread that finished it, so it must be quick. */
  void finished(RpcCall call);
}
