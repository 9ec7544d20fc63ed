package dev.ropewalk.protocol.rpc;

import java.util.Set;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The order that LSP prescribes: nothing before {@code initialize}, no request after {@code
 * shutdown}. What {@code exit} does is for the owner to decide. Safe for use by any thread.
 */
public final class RpcLifecycle {
  /** Where a session is. */
  public enum State {
    /** No {@code initialize} yet. */
    NEW,
    /** {@code initialize} has arrived and is not answered. */
    INITIALIZING,
    /** {@code initialize} was answered with a result. */
    RUNNING,
    /** {@code shutdown} has arrived. */
    SHUT_DOWN
  }

  private static final String INITIALIZE = "initialize";
  private static final String SHUTDOWN = "shutdown";
  private static final String EXIT = "exit";

  private final boolean enforced;
  private final Set<String> alwaysAllowed;
  private State state = State.NEW;

  private RpcLifecycle(boolean enforced, Set<String> alwaysAllowed) {
    this.enforced = enforced;
    this.alwaysAllowed = Set.copyOf(alwaysAllowed);
  }

  /**
   * The rules of LSP.
   *
   * @param alwaysAllowed methods that are answered in every state, for tools that only ask
   *     something
   */
  public static RpcLifecycle lsp(Set<String> alwaysAllowed) {
    return new RpcLifecycle(true, alwaysAllowed);
  }

  /** No rules: every method in every state. */
  public static RpcLifecycle unrestricted() {
    return new RpcLifecycle(false, Set.of());
  }

  /** Where the session is. */
  public synchronized State state() {
    return state;
  }

  /** The error that a request would be answered with now, or null if it may go on. */
  synchronized @Nullable ResponseError refusal(String method) {
    if (!enforced || alwaysAllowed.contains(method)) {
      return null;
    }
    boolean initialize = method.equals(INITIALIZE);
    return switch (state) {
      case NEW ->
          initialize
              ? null
              : error(
                  ResponseErrorCode.ServerNotInitialized,
                  "the first request must be 'initialize', not '" + Shown.text(method) + "'");
      case INITIALIZING ->
          initialize
              ? error(ResponseErrorCode.InvalidRequest, "'initialize' may be sent only once")
              : error(
                  ResponseErrorCode.ServerNotInitialized,
                  "'" + Shown.text(method) + "' must wait for the answer to 'initialize'");
      case RUNNING ->
          initialize
              ? error(ResponseErrorCode.InvalidRequest, "'initialize' may be sent only once")
              : null;
      case SHUT_DOWN ->
          error(
              ResponseErrorCode.InvalidRequest,
              "after 'shutdown' only 'exit' may follow, not '" + Shown.text(method) + "'");
    };
  }

  /** Takes a request into account that was not refused and is now handled. */
  synchronized void accepted(String method) {
    if (state == State.NEW && method.equals(INITIALIZE)) {
      state = State.INITIALIZING;
    } else if (state == State.RUNNING && method.equals(SHUTDOWN)) {
      state = State.SHUT_DOWN;
    }
  }

  /** Whether a notification may be handled now; otherwise it is dropped, as LSP says. */
  synchronized boolean admitNotification(String method) {
    return !enforced
        || alwaysAllowed.contains(method)
        || method.equals(EXIT)
        || state == State.RUNNING;
  }

  /** Takes an answer into account. */
  synchronized void answered(String method, boolean withResult) {
    if (state == State.INITIALIZING && method.equals(INITIALIZE)) {
      state = withResult ? State.RUNNING : State.NEW;
    }
  }

  private static ResponseError error(ResponseErrorCode code, String message) {
    return new ResponseError(code, message, null);
  }
}
