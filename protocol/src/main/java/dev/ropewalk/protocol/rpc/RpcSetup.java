package dev.ropewalk.protocol.rpc;

import java.util.List;

/**
 * What a session consists of.
 *
 * @param services objects with annotated methods, which answer the peer
 * @param remoteInterface the annotated interface of the peer
 * @param limits what is accepted
 * @param lifecycle the order of {@code initialize} and {@code shutdown}; one for each session
 * @param observer hears of calls
 * @param end hears of the end
 * @param <R> the interface of the peer
 */
public record RpcSetup<R>(
    List<Object> services,
    Class<R> remoteInterface,
    RpcLimits limits,
    RpcLifecycle lifecycle,
    RpcObserver observer,
    RpcSessionEnd end) {
  public RpcSetup {
    services = List.copyOf(services);
  }
}
