package dev.ropewalk.protocol.rpc;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ropewalk.protocol.frame.FrameEvent;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.Connection;
import dev.ropewalk.protocol.transport.ConnectionHandler;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC conversation over one connection: requests and notifications of the peer go to
 * services, calls of this side go through {@link #remote()}.
 *
 * @param <R> the interface of the peer
 */
public final class RpcSession<R> implements ConnectionHandler {
  /* LSP4J gives the services, their parameter types and the JSON of its model; envelope, checks and
   * dispatch are done here, because LSP4J's RemoteEndpoint sends stack traces to the peer, has no
   * limits, reads ids as int only, and its parser is lenient.
   *
   * I1  a request is answered exactly once: its entry is removed from inFlight by whoever answers.
   * I2  size(inFlight) <= maxInFlight; ids in it are distinct.
   * I3  handlers are called by the thread of the connection only; answers come from any thread.
   */
  private static final System.Logger LOG = System.getLogger(RpcSession.class.getName());
  private static final String CANCEL = "$/cancelRequest";
  private static final int MAX_NAMES_LOGGED = 32;

  private static final class Call {
    final Incoming.Id id;
    final String method;
    final long startNanos;
    final long bytesIn;
    volatile @Nullable CompletableFuture<?> future;

    Call(Incoming.Id id, String method, long startNanos, long bytesIn) {
      this.id = id;
      this.method = method;
      this.startNanos = startNanos;
      this.bytesIn = bytesIn;
    }
  }

  private final Connection connection;
  private final RpcSetup<R> setup;
  private final Map<String, JsonRpcMethod> methods;
  private final Endpoint services;
  private final MessageWriter writer;
  private final ParamsReader reader;
  private final OutgoingCalls outgoing;
  private final R remote;
  private final Map<Incoming.Id, Call> inFlight = new ConcurrentHashMap<>();
  private final Set<String> namesLogged = new HashSet<>();
  private boolean malformedUtf8Logged;

  /**
   * Creates a session; give it to the connection as its handler.
   *
   * @throws IllegalStateException if two services have a method of the same name
   */
  public RpcSession(Connection connection, RpcSetup<R> setup) {
    this.connection = connection;
    this.setup = setup;
    this.methods = new HashMap<>();
    for (Object service : setup.services()) {
      methods.putAll(ServiceEndpoints.getSupportedMethods(service.getClass()));
    }
    this.services = ServiceEndpoints.toEndpoint(setup.services());
    var json = new MessageJsonHandler(methods, GsonBuilder::disableHtmlEscaping);
    this.writer = new MessageWriter(json);
    this.reader = new ParamsReader(json.getGson(), setup.limits().maxNesting());
    this.outgoing =
        new OutgoingCalls(
            connection,
            writer,
            reader,
            ServiceEndpoints.getSupportedMethods(setup.remoteInterface()),
            setup.limits().maxOutgoing(),
            setup.observer());
    this.remote = ServiceEndpoints.toServiceObject(outgoing, setup.remoteInterface());
  }

  /** The peer. Its methods never block; futures fail when the connection ends. */
  public R remote() {
    return remote;
  }

  /** The peer, for methods that its interface does not have; results are raw JSON. */
  public Endpoint remoteEndpoint() {
    return outgoing;
  }

  /** The connection of this session. */
  public Connection connection() {
    return connection;
  }

  /** How many requests of the peer are not answered yet. */
  public int requestsInFlight() {
    return inFlight.size();
  }

  /** How many requests of this side are not answered yet. */
  public int outgoingInFlight() {
    return outgoing.size();
  }

  @Override
  public void onFrame(byte[] body) {
    long start = System.nanoTime();
    var incoming = new IncomingReader(body, setup.limits().maxNesting());
    Incoming message = incoming.read();
    if (incoming.hasMalformedUtf8() && !malformedUtf8Logged) {
      malformedUtf8Logged = true;
      LOG.log(
          Level.WARNING,
          () ->
              "connection "
                  + connection.id()
                  + " sends text that is not UTF-8; such bytes are read as U+FFFD");
    }
    switch (message) {
      case Incoming.Request request -> request(request, body, start);
      case Incoming.Notification notification -> notification(notification, body, start);
      case Incoming.Response response -> {
        if (!outgoing.answered(body, response)) {
          LOG.log(
              Level.DEBUG, () -> "an answer without a question on connection " + connection.id());
        }
      }
      case Incoming.Invalid invalid -> refuseInvalid(invalid, body.length, start);
    }
  }

  @Override
  public void onOversized(long announcedBytes, int maxBytes) {
    var error =
        new ResponseError(
            ResponseErrorCode.InvalidRequest,
            "a message of "
                + announcedBytes
                + " bytes was skipped, the limit is "
                + maxBytes
                + " bytes",
            null);
    sendInvalid(null, error, announcedBytes, System.nanoTime());
  }

  @Override
  public void onFrameError(FrameEvent.Failed failure) {
    var error =
        new ResponseError(
            ResponseErrorCode.ParseError,
            failure.message() + "; the connection is closed",
            failure.error().name());
    sendInvalid(null, error, 0, System.nanoTime());
  }

  @Override
  public void onClosed(CloseReason reason, String detail) {
    for (Call call : inFlight.values()) {
      CompletableFuture<?> future = call.future;
      if (future != null) {
        future.cancel(true);
      }
    }
    outgoing.end();
    setup.end().ended(reason, detail);
  }

  private void request(Incoming.Request request, byte[] body, long start) {
    String method = request.method();
    var call = new Call(request.id(), method, start, body.length);
    JsonRpcMethod target = methods.get(method);
    ResponseError refusal = refusal(call, target);
    if (refusal != null) {
      sendError(call, refusal);
      return;
    }
    if (target == null || inFlight.putIfAbsent(request.id(), call) != null) {
      sendError(
          call,
          new ResponseError(
              ResponseErrorCode.InvalidRequest,
              "a request with the id '" + Shown.text(request.id().text()) + "' is not answered yet",
              null));
      return;
    }
    setup.lifecycle().accepted(method);
    CompletableFuture<?> future;
    try {
      List<@Nullable Object> params = reader.params(body, request.params(), target);
      future = services.request(method, params.isEmpty() ? null : params);
    } catch (ParamsReader.MisfitException e) {
      answer(call, null, new ResponseError(ResponseErrorCode.InvalidParams, e.getMessage(), null));
      return;
    } catch (Throwable t) {
      answer(call, null, ErrorMapping.toError(method, t));
      return;
    }
    if (future == null) {
      answer(
          call,
          null,
          ErrorMapping.toError(method, new IllegalStateException("the handler returned null")));
      return;
    }
    call.future = future;
    var _ =
        future.whenComplete(
            (result, thrown) ->
                answer(call, result, thrown == null ? null : ErrorMapping.toError(method, thrown)));
  }

  private @Nullable ResponseError refusal(Call call, @Nullable JsonRpcMethod target) {
    ResponseError outOfOrder = setup.lifecycle().refusal(call.method);
    if (outOfOrder != null) {
      return outOfOrder;
    }
    if (target == null) {
      return new ResponseError(
          ResponseErrorCode.MethodNotFound,
          "there is no method '" + Shown.text(call.method) + "'",
          null);
    }
    if (target.isNotification()) {
      return new ResponseError(
          ResponseErrorCode.InvalidRequest,
          "'" + call.method + "' is a notification and must have no id",
          null);
    }
    if (inFlight.size() >= setup.limits().maxInFlight()) {
      return new ResponseError(
          ResponseErrorCode.RequestFailed,
          "there are "
              + setup.limits().maxInFlight()
              + " unanswered requests, the limit; wait for answers or cancel some",
          null);
    }
    return null;
  }

  private void notification(Incoming.Notification notification, byte[] body, long start) {
    String method = notification.method();
    JsonRpcMethod target = methods.get(method);
    RpcOutcome outcome = RpcOutcome.OK;
    if (method.equals(CANCEL)) {
      cancel(notification, body);
    } else if (target == null || !target.isNotification()) {
      if (!method.startsWith("$/")) {
        logOnce(method, "there is no notification '" + Shown.text(method) + "'");
        outcome = RpcOutcome.ERROR;
      }
    } else if (!setup.lifecycle().admitNotification(method)) {
      logOnce(
          method, "'" + method + "' is dropped: it came before 'initialize' or after 'shutdown'");
      outcome = RpcOutcome.ERROR;
    } else {
      outcome = handle(notification, target, body);
    }
    setup
        .observer()
        .finished(
            new RpcCall(
                RpcCall.Kind.NOTIFICATION,
                target == null && !method.equals(CANCEL) ? RpcCall.UNKNOWN : method,
                System.nanoTime() - start,
                outcome,
                0,
                body.length,
                0));
  }

  private RpcOutcome handle(Incoming.Notification notification, JsonRpcMethod target, byte[] body) {
    String method = notification.method();
    try {
      List<@Nullable Object> params = reader.params(body, notification.params(), target);
      services.notify(method, params.isEmpty() ? null : params);
      return RpcOutcome.OK;
    } catch (ParamsReader.MisfitException e) {
      LOG.log(Level.WARNING, () -> "'" + method + "' is dropped: " + e.getMessage());
    } catch (Throwable t) {
      if (ErrorMapping.isUnimplemented(t)) {
        logOnce(method, "'" + method + "' is not supported");
      } else {
        LOG.log(Level.ERROR, () -> "'" + method + "' failed", t);
      }
    }
    return RpcOutcome.ERROR;
  }

  private void cancel(Incoming.Notification notification, byte[] body) {
    Incoming.Span span = notification.params();
    if (span == null || body[span.start()] != '{') {
      return;
    }
    try {
      JsonElement id = reader.value(body, span, JsonObject.class).get("id");
      if (id instanceof JsonPrimitive primitive && !primitive.isBoolean()) {
        Call call = inFlight.get(new Incoming.Id(primitive.isNumber(), primitive.getAsString()));
        CompletableFuture<?> future = call == null ? null : call.future;
        if (future != null) {
          future.cancel(true);
        }
      }
    } catch (ParamsReader.MisfitException e) {
      LOG.log(Level.DEBUG, () -> "a cancellation is dropped: " + e.getMessage());
    }
  }

  private void answer(Call call, @Nullable Object result, @Nullable ResponseError error) {
    if (!inFlight.remove(call.id, call)) {
      return;
    }
    if (error != null) {
      setup.lifecycle().answered(call.method, false);
      sendError(call, error);
      return;
    }
    byte[] body;
    try {
      body = writer.result(call.id, result);
    } catch (Throwable t) {
      setup.lifecycle().answered(call.method, false);
      sendError(call, ErrorMapping.toError(call.method, t));
      return;
    }
    setup.lifecycle().answered(call.method, true);
    boolean sent = connection.send(body);
    finished(call, sent ? RpcOutcome.OK : RpcOutcome.CANCELLED, 0, sent ? body.length : 0);
  }

  private void sendError(Call call, ResponseError error) {
    byte[] body = writer.error(call.id, error);
    boolean sent = connection.send(body);
    finished(call, ErrorMapping.outcome(error), error.getCode(), sent ? body.length : 0);
  }

  private void refuseInvalid(Incoming.Invalid invalid, long bytesIn, long start) {
    sendInvalid(
        invalid.id(), new ResponseError(invalid.code(), invalid.message(), null), bytesIn, start);
  }

  private void sendInvalid(
      Incoming.@Nullable Id id, ResponseError error, long bytesIn, long start) {
    byte[] body = writer.error(id, error);
    boolean sent = connection.send(body);
    setup
        .observer()
        .finished(
            new RpcCall(
                RpcCall.Kind.INVALID,
                RpcCall.UNKNOWN,
                System.nanoTime() - start,
                RpcOutcome.ERROR,
                error.getCode(),
                bytesIn,
                sent ? body.length : 0));
  }

  private void finished(Call call, RpcOutcome outcome, int errorCode, long bytesOut) {
    setup
        .observer()
        .finished(
            new RpcCall(
                RpcCall.Kind.REQUEST,
                methods.containsKey(call.method) ? call.method : RpcCall.UNKNOWN,
                System.nanoTime() - call.startNanos,
                outcome,
                errorCode,
                call.bytesIn,
                bytesOut));
  }

  private void logOnce(String name, String line) {
    if (namesLogged.size() < MAX_NAMES_LOGGED && namesLogged.add(Shown.text(name))) {
      LOG.log(Level.INFO, () -> "connection " + connection.id() + ": " + line);
    }
  }
}
