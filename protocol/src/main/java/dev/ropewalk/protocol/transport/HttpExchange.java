package dev.ropewalk.protocol.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The requests of one HTTP connection, one after the other; runs on its event loop. */
final class HttpExchange extends SimpleChannelInboundHandler<HttpObject> {
  /* Reading stops from the end of a request until its answer is written (the flow-control handler
   * before this one keeps what was read already), so requests of a connection never overlap and
   * answers are in order.
   *
   * One timer covers "send a whole request" and "take a whole answer"; it is not reset by single
   * bytes, so trickling does not keep a connection.
   */
  private static final System.Logger LOG = System.getLogger(HttpExchange.class.getName());

  private final Channel channel;
  private final HttpLimits limits;
  private final Map<String, HttpRoute> routes;
  private final TransportCounters counters;
  private @Nullable HttpRequest request;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable Future<?> deadline;
  private boolean closing;

  HttpExchange(
      Channel channel,
      HttpLimits limits,
      Map<String, HttpRoute> routes,
      TransportCounters counters) {
    this.channel = channel;
    this.limits = limits;
    this.routes = routes;
    this.counters = counters;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    startDeadline();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopDeadline();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(Level.WARNING, "an HTTP connection failed", cause);
    }
    var _ = context.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
    if (closing) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuse(statusOf(part.decoderResult().cause()), "bad request");
      return;
    }
    if (part instanceof HttpRequest head) {
      request = head;
      body.reset();
      if (HttpUtil.getContentLength(head, 0L) > limits.maxBodyBytes()) {
        refuse(413, "the body may have at most " + limits.maxBodyBytes() + " bytes");
        return;
      }
      if (HttpUtil.is100ContinueExpected(head)) {
        var _ =
            channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
    if (part instanceof HttpContent content) {
      if (body.size() + content.content().readableBytes() > limits.maxBodyBytes()) {
        refuse(413, "the body may have at most " + limits.maxBodyBytes() + " bytes");
        return;
      }
      content.content().readBytes(body, content.content().readableBytes());
    }
    HttpRequest complete = request;
    if (part instanceof LastHttpContent && complete != null) {
      request = null;
      stopDeadline();
      channel.config().setAutoRead(false);
      dispatch(complete);
    }
  }

  private void dispatch(HttpRequest head) {
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      refuse(400, "exactly one Host header is needed");
      return;
    }
    if (!LoopbackNames.isLoopbackAuthority(hosts.getFirst())) {
      refuse(403, "the Host header must name localhost or a loopback address");
      return;
    }
    for (String origin : head.headers().getAll(HttpHeaderNames.ORIGIN)) {
      if (!LoopbackNames.isLoopbackOrigin(origin)) {
        refuse(403, "requests from pages of other sites are not answered");
        return;
      }
    }
    var target = new QueryStringDecoder(head.uri());
    HttpRequestView view;
    try {
      view =
          new HttpRequestView(
              head.method().name(),
              target.path(),
              target.parameters(),
              headers(head),
              body.toByteArray());
    } catch (IllegalArgumentException e) {
      refuse(400, "the request target is malformed");
      return;
    }
    HttpRoute route = routes.get(view.path());
    if (route == null) {
      counters.httpRefused();
      answer(head, HttpAnswer.text(404, "not found"));
      return;
    }
    boolean reads = head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
    boolean fits =
        route.method() == HttpMethodName.GET ? reads : head.method().equals(HttpMethod.POST);
    if (!fits) {
      counters.httpRefused();
      String allowed = route.method() == HttpMethodName.GET ? "GET, HEAD" : "POST";
      HttpAnswer text = HttpAnswer.text(405, "this path takes " + allowed);
      answer(head, new HttpAnswer(405, text.contentType(), text.body(), Map.of("Allow", allowed)));
      return;
    }
    counters.httpRequest();
    Thread.ofVirtual().name("ropewalk-http").start(() -> render(head, route, view));
  }

  private void render(HttpRequest head, HttpRoute route, HttpRequestView view) {
    HttpAnswer answer;
    try {
      answer = route.handler().handle(view);
    } catch (Throwable t) {
      String errorId = UUID.randomUUID().toString().substring(0, 8);
      LOG.log(Level.ERROR, () -> "HTTP " + view.path() + " failed, error " + errorId, t);
      answer = HttpAnswer.text(500, "internal error " + errorId + ", see the log");
    }
    HttpAnswer rendered = answer;
    channel.eventLoop().execute(() -> answer(head, rendered));
  }

  private void answer(HttpRequest head, HttpAnswer answer) {
    FullHttpResponse response = response(answer, head.method().equals(HttpMethod.HEAD));
    boolean keepAlive = HttpUtil.isKeepAlive(head);
    HttpUtil.setKeepAlive(response, keepAlive);
    startDeadline();
    var _ =
        channel
            .writeAndFlush(response)
            .addListener(
                written -> {
                  if (!written.isSuccess() || !keepAlive) {
                    var _ = channel.close();
                  } else {
                    startDeadline();
                    channel.config().setAutoRead(true);
                  }
                });
  }

  private void refuse(int status, String line) {
    closing = true;
    counters.httpRefused();
    FullHttpResponse response = response(HttpAnswer.text(status, line), false);
    HttpUtil.setKeepAlive(response, false);
    var _ = channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static FullHttpResponse response(HttpAnswer answer, boolean headOnly) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    return response;
  }

  private static Map<String, String> headers(HttpRequest head) {
    var headers = new TreeMap<String, String>();
    for (Map.Entry<String, String> header : head.headers()) {
      headers.merge(
          header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private static int statusOf(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> 414;
      case TooLongHttpHeaderException _ -> 431;
      default -> 400;
    };
  }

  private void startDeadline() {
    stopDeadline();
    Runnable giveUp =
        () -> {
          var _ = channel.close();
        };
    deadline = channel.eventLoop().schedule(giveUp, limits.idleNanos(), TimeUnit.NANOSECONDS);
  }

  private void stopDeadline() {
    Future<?> running = deadline;
    if (running != null) {
      running.cancel(false);
      deadline = null;
    }
  }
}
