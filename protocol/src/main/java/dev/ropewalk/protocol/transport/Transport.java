package dev.ropewalk.protocol.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that connects this process to its clients: the event loops, the listeners, the open
 * connections and their counters.
 */
public final class Transport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Transport.class.getName());

  /** How long a handler may take to hear of the end, beyond the time of its peer. */
  private static final long HANDLER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final int eventLoopThreads;
  private final LongSupplier nanoClock = System::nanoTime;
  private final TransportCounters counters = new TransportCounters();
  private final AtomicLong nextId = new AtomicLong();

  /** The connections that are not gone yet, each with the completion of its own removal. */
  private final Map<ConnectionCore, CompletableFuture<Void>> connections =
      new ConcurrentHashMap<>();

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final List<AutoCloseable> servers = new ArrayList<>();

  @GuardedBy("lock")
  private @Nullable EventLoopGroup loops;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Creates a transport without any thread; event loops start with the first listener.
   *
   * @param eventLoopThreads how many event loops serve all sockets; at least 1. They only move
   *     bytes, so 1 or 2 are enough.
   */
  public Transport(int eventLoopThreads) {
    if (eventLoopThreads < 1) {
      throw new IllegalArgumentException(
          "eventLoopThreads is " + eventLoopThreads + ", must be at least 1");
    }
    this.eventLoopThreads = eventLoopThreads;
  }

  /**
   * Listens on a Unix domain socket. Its directory is created with mode 0700 when it is absent, and
   * refused when others may enter it; the socket has mode 0600. A file that a dead process left is
   * replaced, a live socket is not.
   *
   * @param path at most 100 bytes long
   * @param maxConnections how many may be open at once; further ones are told so and closed
   */
  public ListenOutcome<SocketServer> listenUnix(
      Path path, int maxConnections, ConnectionLimits limits, ConnectionAcceptor acceptor) {
    return SocketServer.listenUnix(this, path, maxConnections, limits, acceptor);
  }

  /**
   * Listens on a TCP port of the loopback interface.
   *
   * @param port 0 for any free one; the address of the server has the real one
   * @param maxConnections how many may be open at once; further ones are told so and closed
   */
  public ListenOutcome<SocketServer> listenTcp(
      int port, int maxConnections, ConnectionLimits limits, ConnectionAcceptor acceptor) {
    return SocketServer.listenTcp(this, port, maxConnections, limits, acceptor);
  }

  /**
   * Listens for HTTP/1.1 on a TCP port of the loopback interface.
   *
   * @param port 0 for any free one; the address of the listener has the real one
   * @param routes handlers by exact path, for example {@code /metrics}
   */
  public ListenOutcome<HttpListener> listenHttp(
      int port, HttpLimits limits, Map<String, HttpRoute> routes) {
    return HttpListener.listen(this, port, limits, routes);
  }

  /**
   * Makes a connection of two streams, usually the standard ones. The streams are closed with the
   * connection.
   */
  public Connection openStdio(
      InputStream in, OutputStream out, ConnectionLimits limits, ConnectionAcceptor acceptor) {
    var wire = new StreamWire(in, out);
    ConnectionCore core = connect(ConnectionKind.STDIO, limits, wire);
    core.start(acceptor);
    wire.start(core);
    return core;
  }

  /** The connections that are open or still closing. */
  public List<Connection> connections() {
    return List.copyOf(connections.keySet());
  }

  /** What happened so far. */
  public TransportStatistics statistics() {
    return counters.snapshot();
  }

  /**
   * Stops listening, closes all connections with {@link CloseReason#SHUTDOWN}, waits until they are
   * gone (for as long as a slow client is given, and two seconds for their handlers) and ends the
   * event loops. May be called twice.
   */
  @Override
  public void close() {
    List<AutoCloseable> listening;
    EventLoopGroup group;
    synchronized (lock) {
      closed = true;
      listening = List.copyOf(servers);
      servers.clear();
      group = loops;
      loops = null;
    }
    for (AutoCloseable server : listening) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing a listener failed", e);
      }
    }
    for (ConnectionCore core : connections.keySet()) {
      core.close(CloseReason.SHUTDOWN, "the process is going down");
    }
    awaitConnections();
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private void awaitConnections() {
    long nanos = HANDLER_NANOS;
    for (ConnectionCore core : connections.keySet()) {
      nanos = Math.max(nanos, core.maxCloseNanos() + HANDLER_NANOS);
    }
    try {
      CompletableFuture.allOf(connections.values().toArray(CompletableFuture[]::new))
          .get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.WARNING, "some connections did not end in time: a handler is stuck");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  EventLoopGroup eventLoops() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the transport is closed");
      }
      EventLoopGroup group = loops;
      if (group == null) {
        group =
            new MultiThreadIoEventLoopGroup(
                eventLoopThreads,
                new DefaultThreadFactory("ropewalk-io", true),
                NioIoHandler.newFactory());
        loops = group;
      }
      return group;
    }
  }

  TransportCounters counters() {
    return counters;
  }

  ConnectionCore connect(ConnectionKind kind, ConnectionLimits limits, Wire wire) {
    var core =
        new ConnectionCore(nextId.incrementAndGet(), kind, limits, counters, nanoClock, wire);
    // Not started yet, so it cannot be gone before it is entered.
    connections.put(core, core.gone().thenRun(() -> connections.remove(core)));
    return core;
  }

  <S extends AutoCloseable> S register(S server) {
    synchronized (lock) {
      servers.add(server);
    }
    return server;
  }
}
