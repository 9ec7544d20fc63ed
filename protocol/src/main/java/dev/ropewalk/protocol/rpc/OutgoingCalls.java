package dev.ropewalk.protocol.rpc;

import dev.ropewalk.protocol.transport.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcRequestFuture;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.messages.CancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/** The calls of this side to the peer. Safe for use by any thread. */
final class OutgoingCalls implements Endpoint {
  /* I1  every future in pending is completed once: by an answer, by its caller, or by the end.
   * I2  size(pending) <= maxOutgoing, up to the number of threads that call at the same moment.
   */
  private record Pending(
      String method, CompletableFuture<Object> future, long startNanos, long bytesOut) {}

  private final Connection connection;
  private final MessageWriter writer;
  private final ParamsReader reader;
  private final Map<String, JsonRpcMethod> methods;
  private final int maxOutgoing;
  private final RpcObserver observer;
  private final AtomicInteger nextId = new AtomicInteger();
  private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
  private volatile boolean ended;

  OutgoingCalls(
      Connection connection,
      MessageWriter writer,
      ParamsReader reader,
      Map<String, JsonRpcMethod> methods,
      int maxOutgoing,
      RpcObserver observer) {
    this.connection = connection;
    this.writer = writer;
    this.reader = reader;
    this.methods = methods;
    this.maxOutgoing = maxOutgoing;
    this.observer = observer;
  }

  @Override
  public void notify(String method, @Nullable Object params) {
    long start = System.nanoTime();
    byte[] body = writer.notification(method, params);
    boolean sent = connection.send(body);
    observer.finished(
        new RpcCall(
            RpcCall.Kind.OUTGOING_NOTIFICATION,
            known(method),
            System.nanoTime() - start,
            sent ? RpcOutcome.OK : RpcOutcome.CANCELLED,
            0,
            0,
            sent ? body.length : 0));
  }

  @Override
  public CompletableFuture<Object> request(String method, @Nullable Object params) {
    int id = nextId.incrementAndGet();
    var future = new JsonRpcRequestFuture<Object>(() -> cancel(id));
    if (pending.size() >= maxOutgoing) {
      future.completeExceptionally(
          failure(
              ResponseErrorCode.RequestFailed,
              "the peer has " + maxOutgoing + " requests to answer, the limit"));
      return future;
    }
    byte[] body = writer.request(id, method, params);
    var call = new Pending(method, future, System.nanoTime(), body.length);
    pending.put(id, call);
    // A caller may give up by itself (a timeout, a cancellation); the answer is then dropped.
    var _ = future.whenComplete((_, _) -> pending.remove(id));
    if (!connection.send(body) || ended) {
      fail(call, "the connection is closed");
    }
    return future;
  }

  int size() {
    return pending.size();
  }

  /** Completes the call that an answer belongs to; false if there is none. */
  boolean answered(byte[] body, Incoming.Response response) {
    Incoming.Id id = response.id();
    Pending call = id != null && id.number() ? pending.remove(parse(id.text())) : null;
    if (call == null) {
      return false;
    }
    RpcOutcome outcome = RpcOutcome.ERROR;
    int errorCode = 0;
    try {
      Incoming.Span errorSpan = response.error();
      if (errorSpan != null) {
        ResponseError error = reader.value(body, errorSpan, ResponseError.class);
        errorCode = ErrorMapping.knownCode(error.getCode());
        outcome = ErrorMapping.outcome(error);
        call.future().completeExceptionally(new ResponseErrorException(error));
      } else {
        Object result = reader.result(body, response.result(), methods.get(call.method()));
        outcome = RpcOutcome.OK;
        call.future().complete(result);
      }
    } catch (ParamsReader.MisfitException e) {
      errorCode = ResponseErrorCode.ParseError.getValue();
      call.future().completeExceptionally(failure(ResponseErrorCode.ParseError, e.getMessage()));
    }
    finished(call, outcome, errorCode, body.length);
    return true;
  }

  /** Fails everything that is not answered. */
  void end() {
    ended = true;
    for (Pending call : pending.values()) {
      fail(call, "the connection was closed before the answer");
    }
  }

  private void fail(Pending call, String message) {
    if (call.future().completeExceptionally(failure(ResponseErrorCode.RequestFailed, message))) {
      finished(call, RpcOutcome.CANCELLED, ResponseErrorCode.RequestFailed.getValue(), 0);
    }
  }

  private void finished(Pending call, RpcOutcome outcome, int errorCode, long bytesIn) {
    observer.finished(
        new RpcCall(
            RpcCall.Kind.OUTGOING_REQUEST,
            known(call.method()),
            System.nanoTime() - call.startNanos(),
            outcome,
            errorCode,
            bytesIn,
            call.bytesOut()));
  }

  private void cancel(int id) {
    var params = new CancelParams();
    params.setId(id);
    notify("$/cancelRequest", params);
  }

  private String known(String method) {
    return methods.containsKey(method) || method.equals("$/cancelRequest")
        ? method
        : RpcCall.UNKNOWN;
  }

  private static int parse(String number) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      return 0; // never used as an id
    }
  }

  private static ResponseErrorException failure(ResponseErrorCode code, @Nullable String message) {
    return new ResponseErrorException(new ResponseError(code, message, null));
  }
}
