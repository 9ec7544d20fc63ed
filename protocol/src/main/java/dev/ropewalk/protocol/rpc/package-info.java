/**
 * JSON-RPC 2.0 sessions over connections, with LSP4J's services and message types.
 *
 * <p>The package owns what a message may look like and how it is answered: strict JSON, bounded
 * nesting, error codes, cancellation, the number of requests in flight, the order of {@code
 * initialize} and {@code shutdown}. It does not know what any method means.
 *
 * <p>Services are plain objects with LSP4J's {@code @JsonRequest} and {@code @JsonNotification}
 * methods, LSP4J's own interfaces or ours ({@code ropewalk/…}). Their packages, and those of
 * parameter records, must be exported or opened to {@code org.eclipse.lsp4j.jsonrpc} and {@code
 * com.google.gson}.
 *
 * <p><b>Threads.</b> Handlers are called on the thread of the connection, one message at a time, in
 * order; long work goes elsewhere and completes the returned future from any thread. Answers are
 * serialised on the thread that completes the future.
 *
 * <p><b>Errors.</b> No input ends a session. Every request is answered exactly once while its
 * connection lives; what a handler throws becomes {@code -32603} with a short message and an error
 * id, and the stack trace goes to the log only. Parameters and results are never logged.
 *
 * <pre>{@code
 * ConnectionAcceptor acceptor = connection -> {
 *   var server = new MyLanguageServer();
 *   var session = new RpcSession<>(connection,
 *       new RpcSetup<>(List.of(server), LanguageClient.class, limits, RpcLifecycle.lsp(Set.of()),
 *           RpcObserver.NONE, (reason, detail) -> server.gone()));
 *   server.connect(session.remote());
 *   return session;
 * };
 * }</pre>
 */
@NullMarked
package dev.ropewalk.protocol.rpc;

import org.jspecify.annotations.NullMarked;
