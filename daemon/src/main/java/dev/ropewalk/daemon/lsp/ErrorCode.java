package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonObject;
import dev.ropewalk.daemon.analysis.NoTreeException;
import dev.ropewalk.wasm.limit.GuestException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** Why a request failed; the names go to clients as {@code data.code} and are stable. */
public enum ErrorCode {
  TOKEN_REFUSED(ResponseErrorCode.InvalidRequest),
  BAD_PARAMETERS(ResponseErrorCode.InvalidParams),
  DOCUMENT_NOT_OPEN(ResponseErrorCode.RequestFailed),
  DOCUMENT_DESYNCHRONISED(ResponseErrorCode.RequestFailed),
  DOCUMENT_REFUSED(ResponseErrorCode.RequestFailed),
  CONTENT_MODIFIED(ResponseErrorCode.ContentModified),
  SUPERSEDED(ResponseErrorCode.ServerCancelled),
  CANCELLED(ResponseErrorCode.RequestCancelled),
  CONFIGURATION_REFUSED(ResponseErrorCode.RequestFailed),
  GUEST_FAILED(ResponseErrorCode.RequestFailed),
  INTERNAL(ResponseErrorCode.InternalError);

  private static final System.Logger LOG = System.getLogger(ErrorCode.class.getName());

  private final ResponseErrorCode wire;

  ErrorCode(ResponseErrorCode wire) {
    this.wire = wire;
  }

  /** The failure as it goes to the client. */
  public ResponseErrorException failure(String message) {
    return failure(message, name());
  }

  private ResponseErrorException failure(String message, String stable) {
    JsonObject data = new JsonObject();
    data.addProperty("code", stable.toLowerCase(Locale.ROOT).replace('_', '-'));
    return new ResponseErrorException(new ResponseError(wire, message, data));
  }

  /** Words any failure for a client; what is our fault is logged and told without its details. */
  static ResponseErrorException of(String method, Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ResponseErrorException known -> known;
      case CancellationException e -> CANCELLED.failure("the request was cancelled");
      case NoTreeException e ->
          SUPERSEDED.failure("the document changed before " + method + " could read it");
      case GuestException guest when guest.code() == GuestException.Code.CANCELLED ->
          CANCELLED.failure("the request was cancelled");
      case GuestException guest ->
          GUEST_FAILED.failure(String.valueOf(guest.getMessage()), "GUEST_" + guest.code().name());
      default -> {
        LOG.log(System.Logger.Level.ERROR, "the request " + method + " failed", cause);
        yield INTERNAL.failure(
            "Ropewalk failed at " + method + " by its own fault; its log has the details");
      }
    };
  }
}
