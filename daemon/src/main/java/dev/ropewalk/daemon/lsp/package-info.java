/**
 * The language server that each connection gets: the one place that maps documents and analyses to
 * LSP types.
 *
 * <p>Owns: capabilities as negotiated, document notifications, requests, diagnostics pulled, or
 * pushed by a subscription to the engine with the inputs {@code document} and {@code
 * diagnosticsOff}, progress, our own {@code ropewalk/…} requests. Must not know: frames, sockets,
 * where languages come from.
 *
 * <p>Threads: the session calls the services of one connection on one thread, in the order of its
 * messages. A request captures its snapshot and submits its reads there, and goes on elsewhere.
 * Messages to the client may be sent from any thread; sending never blocks. Lock order: the state
 * of an open document, then the document; the monitor of a push, then the engine's inputs. Errors:
 * a client gets a {@code ResponseError} with a stable code in {@code data.code} ({@link
 * dev.ropewalk.daemon.lsp.ErrorCode}), never a stack trace.
 *
 * <pre>{@code
 * var server = new RopewalkServer(context, new ConnectionIdentity("7", false), control);
 * var session = new RpcSession<>(connection, new RpcSetup<>(server.services(),
 *     LanguageClient.class, limits, RpcLifecycle.lsp(RopewalkServer.ALWAYS_ALLOWED), observer,
 *     (reason, detail) -> server.close()));
 * server.connect(session.remote());
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.lsp;

import org.jspecify.annotations.NullMarked;
