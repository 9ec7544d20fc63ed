package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A listener for connections; made by {@link Transport}. */
public final class SocketServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SocketServer.class.getName());
  private static final int NETTY_LOW_BYTES = SocketWire.SLICE_BYTES;
  private static final int NETTY_HIGH_BYTES = 2 * SocketWire.SLICE_BYTES;

  private final Channel channel;
  private final ListenAddress address;
  private final @Nullable UnixSocketFile file;

  private SocketServer(Channel channel, ListenAddress address, @Nullable UnixSocketFile file) {
    this.channel = channel;
    this.address = address;
    this.file = file;
  }

  /** Where it listens. */
  public ListenAddress address() {
    return address;
  }

  /**
   * Stops listening and removes the socket's file; connections that are open stay open. May be
   * called twice.
   */
  @Override
  public void close() {
    if (file != null) {
      try {
        file.unlink(); // first, so that nobody finds a file that refuses
      } catch (IOException e) {
        LOG.log(Level.WARNING, () -> "could not remove the socket " + file.path(), e);
      }
    }
    channel.close().syncUninterruptibly();
  }

  static ListenOutcome<SocketServer> listenUnix(
      Transport transport,
      Path path,
      int maxConnections,
      ConnectionLimits limits,
      ConnectionAcceptor acceptor) {
    var file = new UnixSocketFile(path);
    try {
      UnixSocketFile.Problem problem = file.prepare();
      if (problem != null) {
        return new ListenOutcome.Refused<>(problem.error(), problem.message());
      }
      var admission =
          new Admission(transport, ConnectionKind.UNIX, maxConnections, limits, acceptor);
      ChannelFuture bound =
          bootstrap(transport, admission)
              .channel(NioServerDomainSocketChannel.class)
              .bind(UnixDomainSocketAddress.of(file.bindPath()))
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        return refused(bound.cause(), file.path().toString());
      }
      try {
        file.bound();
      } catch (IOException e) {
        bound.channel().close().syncUninterruptibly();
        throw e;
      }
      return new ListenOutcome.Listening<>(
          transport.register(
              new SocketServer(bound.channel(), new ListenAddress.Unix(file.path()), file)));
    } catch (IOException | UnsupportedOperationException e) {
      return refused(e, file.path().toString());
    }
  }

  static ListenOutcome<SocketServer> listenTcp(
      Transport transport,
      int port,
      int maxConnections,
      ConnectionLimits limits,
      ConnectionAcceptor acceptor) {
    var wanted = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var admission = new Admission(transport, ConnectionKind.TCP, maxConnections, limits, acceptor);
    ChannelFuture bound =
        bootstrap(transport, admission)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .bind(wanted)
            .awaitUninterruptibly();
    SocketAddress real = bound.isSuccess() ? bound.channel().localAddress() : null;
    if (real instanceof InetSocketAddress tcp) {
      return new ListenOutcome.Listening<>(
          transport.register(new SocketServer(bound.channel(), new ListenAddress.Tcp(tcp), null)));
    }
    return refused(bound.cause(), wanted.toString());
  }

  static <T> ListenOutcome<T> refused(@Nullable Throwable cause, String where) {
    boolean inUse = cause instanceof BindException;
    String reason = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new ListenOutcome.Refused<>(
        inUse ? ListenError.ADDRESS_IN_USE : ListenError.IO_FAILURE,
        "cannot listen at " + where + ": " + reason);
  }

  private static ServerBootstrap bootstrap(Transport transport, Admission admission) {
    return new ServerBootstrap()
        .group(transport.eventLoops())
        .childOption(ChannelOption.AUTO_CLOSE, false)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(NETTY_LOW_BYTES, NETTY_HIGH_BYTES))
        .childHandler(admission);
  }

  /** Lets connections in up to the limit, and turns the others away with a reason. */
  private static final class Admission extends ChannelInitializer<Channel> {
    private final Transport transport;
    private final ConnectionKind kind;
    private final int maxConnections;
    private final ConnectionLimits limits;
    private final ConnectionAcceptor acceptor;
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger lingering = new AtomicInteger();

    Admission(
        Transport transport,
        ConnectionKind kind,
        int maxConnections,
        ConnectionLimits limits,
        ConnectionAcceptor acceptor) {
      this.transport = transport;
      this.kind = kind;
      this.maxConnections = maxConnections;
      this.limits = limits;
      this.acceptor = acceptor;
    }

    @Override
    protected void initChannel(Channel channel) {
      boolean room = admitted.incrementAndGet() <= maxConnections;
      var _ = channel.closeFuture().addListener(_ -> admitted.decrementAndGet());
      if (!room) {
        channel.pipeline().addLast(new Refusal(this));
        return;
      }
      var wire = new SocketWire(channel);
      ConnectionCore core = transport.connect(kind, limits, wire);
      wire.attach(core);
      channel.pipeline().addLast(wire);
      var _ = channel.closeFuture().addListener(_ -> core.wireEnded());
      core.start(acceptor);
    }
  }

  /** Tells a connection over the limit so, and closes it. */
  private static final class Refusal extends ChannelInboundHandlerAdapter {
    private static final int MAX_LINGERING_REFUSALS = 16;

    private final Admission admission;

    Refusal(Admission admission) {
      this.admission = admission;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      admission.transport.counters().refused();
      byte[] body =
          ("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32803,\"message\":\"the limit of "
                  + admission.maxConnections
                  + " connections is reached; close another client or raise the limit\"}}")
              .getBytes(StandardCharsets.UTF_8);
      Channel channel = context.channel();
      boolean mayLinger = admission.lingering.incrementAndGet() <= MAX_LINGERING_REFUSALS;
      var _ = channel.closeFuture().addListener(_ -> admission.lingering.decrementAndGet());
      ChannelFuture written =
          context.writeAndFlush(Unpooled.wrappedBuffer(FrameEncoder.frame(body)));
      if (!mayLinger || !(channel instanceof DuplexChannel duplex)) {
        var _ = written.addListener(ChannelFutureListener.CLOSE);
        return;
      }
      // Closing with unread input would reset the socket, and the peer might never see the reason.
      var _ =
          written.addListener(
              _ -> {
                var _ = duplex.shutdownOutput();
              });
      Runnable giveUp =
          () -> {
            var _ = channel.close();
          };
      var _ =
          channel
              .eventLoop()
              .schedule(
                  giveUp, admission.limits.outbound().maxBlockedNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        bytes.release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
