/**
 * Connections over standard streams, Unix domain sockets and loopback TCP, and the HTTP listener.
 *
 * <p>The package owns sockets, threads and queues: who may connect, how much may wait in each
 * direction, and when a peer is given up. It knows frames, but not what is in them; the one message
 * that it writes by itself is the refusal of a connection over the limit.
 *
 * <p>{@link dev.ropewalk.protocol.transport.Transport} is the way in. It starts Netty's event loops
 * at the first socket, so a process that only speaks over standard streams never loads Netty.
 *
 * <p><b>Threads.</b> An event loop (or the reader thread of a stream) cuts frames and puts them
 * into the inbound queue of the connection; one virtual thread for each connection takes them out
 * and calls its {@link dev.ropewalk.protocol.transport.ConnectionHandler}, one call at a time, in
 * order. A handler may block: reading from that peer then stops, and nobody else waits. {@link
 * dev.ropewalk.protocol.transport.Connection#send} may be called from any thread and never blocks.
 * No handler is ever called under a lock.
 *
 * <p><b>Errors.</b> Expected outcomes of listening are values ({@link
 * dev.ropewalk.protocol.transport.ListenOutcome}). A connection ends with one {@link
 * dev.ropewalk.protocol.transport.CloseReason}, counted and told to its handler last. What a
 * handler throws is logged and ends its connection alone.
 *
 * <pre>{@code
 * try (var transport = new Transport(2)) {
 *   switch (transport.listenUnix(path, 64, limits, connection -> new MyHandler(connection))) {
 *     case ListenOutcome.Listening<SocketServer>(var server) -> log(server.address());
 *     case ListenOutcome.Refused<SocketServer>(var error, var message) -> fail(message);
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.protocol.transport;

import org.jspecify.annotations.NullMarked;
