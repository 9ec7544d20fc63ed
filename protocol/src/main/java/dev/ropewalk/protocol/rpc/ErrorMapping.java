package dev.ropewalk.protocol.rpc;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** Turns what a handler threw into what the peer is told. */
final class ErrorMapping {
  private static final System.Logger LOG = System.getLogger(ErrorMapping.class.getName());

  private ErrorMapping() {}

  static ResponseError toError(String method, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return switch (cause) {
      case ResponseErrorException expected -> expected.getResponseError();
      case CancellationException _ ->
          new ResponseError(ResponseErrorCode.RequestCancelled, "the request was cancelled", null);
      case UnsupportedOperationException _ when isUnimplemented(cause) ->
          new ResponseError(
              ResponseErrorCode.MethodNotFound,
              "the method '" + Shown.text(method) + "' is not supported",
              null);
      default -> internal(method, cause);
    };
  }

  static RpcOutcome outcome(ResponseError error) {
    int code = error.getCode();
    boolean cancelled =
        code == ResponseErrorCode.RequestCancelled.getValue()
            || code == ResponseErrorCode.ServerCancelled.getValue()
            || code == ResponseErrorCode.ContentModified.getValue();
    return cancelled ? RpcOutcome.CANCELLED : RpcOutcome.ERROR;
  }

  /** A code that a peer has sent, if LSP knows it: codes are labels, and a peer may send any. */
  static int knownCode(int code) {
    for (ResponseErrorCode known : ResponseErrorCode.values()) {
      if (known.getValue() == code) {
        return code;
      }
    }
    return ResponseErrorCode.UnknownErrorCode.getValue();
  }

  /** Whether a method of an LSP4J interface was called that the service does not override. */
  static boolean isUnimplemented(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown instanceof UnsupportedOperationException
        && trace.length > 0
        && trace[0].getClassName().startsWith("org.eclipse.lsp4j.");
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof CompletionException
            || cause instanceof ExecutionException
            || cause instanceof InvocationTargetException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static ResponseError internal(String method, Throwable cause) {
    String errorId = UUID.randomUUID().toString().substring(0, 8);
    LOG.log(Level.ERROR, "'" + Shown.text(method) + "' failed, error " + errorId, cause);
    return new ResponseError(
        ResponseErrorCode.InternalError,
        "internal error " + errorId + " in '" + Shown.text(method) + "', see the log",
        null);
  }
}
