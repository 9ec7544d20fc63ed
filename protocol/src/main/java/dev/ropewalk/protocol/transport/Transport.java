package dev.ropewalk.protocol.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that connects this process to its clients: the event loops, the listeners, the open
 * connections and their counters.
 */
public final class Transport implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int eventLoopThreads;
  private final LongSupplier nanoClock = System::nanoTime;
  private final TransportCounters counters = new TransportCounters();
  private final AtomicLong nextId = new AtomicLong();
  private final Set<ConnectionCore> connections = ConcurrentHashMap.newKeySet();
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
    var _ = wire.ended().thenRun(() -> forget(core));
    core.start(acceptor);
    wire.start(core);
    return core;
  }

  /** The connections that are open or still closing. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** What happened so far. */
  public TransportStatistics statistics() {
    return counters.snapshot();
  }

  /**
   * Stops listening, closes all connections with {@link CloseReason#SHUTDOWN}, waits until they are
   * gone (each has its own bounded time) and ends the event loops. May be called twice.
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
    for (ConnectionCore core : connections) {
      core.close(CloseReason.SHUTDOWN, "the process is going down");
    }
    boolean interrupted = false;
    while (!connections.isEmpty() && !interrupted) {
      java.util.concurrent.locks.LockSupport.parkNanos(POLL_NANOS);
      interrupted = Thread.currentThread().isInterrupted();
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
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
    connections.add(core);
    return core;
  }

  void forget(ConnectionCore core) {
    connections.remove(core);
  }

  <S extends AutoCloseable> S register(S server) {
    synchronized (lock) {
      servers.add(server);
    }
    return server;
  }
}
