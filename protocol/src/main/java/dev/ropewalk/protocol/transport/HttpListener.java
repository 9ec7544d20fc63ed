package dev.ropewalk.protocol.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 listener on the loopback interface; made by {@link Transport}.
 *
 * <p>It answers only requests whose {@code Host} is a loopback name or address and whose {@code
 * Origin}, if any, is one too (403 otherwise), so that no web page can use it through a browser.
 */
public final class HttpListener implements AutoCloseable {
  private final Channel channel;
  private final ChannelGroup open;
  private final InetSocketAddress address;

  private HttpListener(Channel channel, ChannelGroup open, InetSocketAddress address) {
    this.channel = channel;
    this.open = open;
    this.address = address;
  }

  /** Where it listens. */
  public ListenAddress.Tcp address() {
    return new ListenAddress.Tcp(address);
  }

  /** Stops listening and closes all its connections. May be called twice. */
  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    open.close().awaitUninterruptibly();
  }

  static ListenOutcome<HttpListener> listen(
      Transport transport, int port, HttpLimits limits, Map<String, HttpRoute> routes) {
    var wanted = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(transport.eventLoops())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Admission(transport, limits, Map.copyOf(routes), open))
            .bind(wanted)
            .awaitUninterruptibly();
    if (bound.isSuccess() && bound.channel().localAddress() instanceof InetSocketAddress real) {
      return new ListenOutcome.Listening<>(
          transport.register(new HttpListener(bound.channel(), open, real)));
    }
    return SocketServer.refused(bound.cause(), wanted.toString());
  }

  /** Sets up each connection, up to the limit. */
  private static final class Admission extends ChannelInitializer<Channel> {
    private final Transport transport;
    private final HttpLimits limits;
    private final Map<String, HttpRoute> routes;
    private final ChannelGroup open;
    private final AtomicInteger admitted = new AtomicInteger();

    Admission(
        Transport transport, HttpLimits limits, Map<String, HttpRoute> routes, ChannelGroup open) {
      this.transport = transport;
      this.limits = limits;
      this.routes = routes;
      this.open = open;
    }

    @Override
    protected void initChannel(Channel channel) {
      TransportCounters counters = transport.counters();
      boolean room = admitted.incrementAndGet() <= limits.maxConnections();
      var _ = channel.closeFuture().addListener(_ -> admitted.decrementAndGet());
      if (!room) {
        counters.httpRefused();
        var _ = channel.close();
        return;
      }
      open.add(channel);
      counters.httpOpened();
      var _ = channel.closeFuture().addListener(_ -> counters.httpClosed());
      var decoding =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(limits.maxRequestLineBytes())
              .setMaxHeaderSize(limits.maxHeaderBytes());
      channel
          .pipeline()
          .addLast(new HttpServerCodec(decoding))
          .addLast(new FlowControlHandler())
          .addLast(new HttpExchange(channel, limits, routes, counters));
    }
  }
}
