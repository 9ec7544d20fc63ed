package dev.ropewalk.daemon.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.ropewalk.protocol.frame.FrameEvent;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.Connection;
import dev.ropewalk.protocol.transport.ConnectionAcceptor;
import dev.ropewalk.protocol.transport.ConnectionHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Looks for the process id that a client names in {@code initialize}, and watches that process: it
 * may be another one than the parent, when a wrapper stands between.
 */
final class ProcessIdSpy implements ConnectionAcceptor {
  /** Larger ones are documents, not {@code initialize}. */
  private static final int MAX_INITIALIZE_BYTES = 1 << 20;

  private final ConnectionAcceptor acceptor;
  private final CompletableFuture<Void> gone;

  /**
   * Makes a spy.
   *
   * @param gone completed when the process has ended
   */
  ProcessIdSpy(ConnectionAcceptor acceptor, CompletableFuture<Void> gone) {
    this.acceptor = acceptor;
    this.gone = gone;
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    return new Spying(acceptor.accept(connection));
  }

  private final class Spying implements ConnectionHandler {
    private final ConnectionHandler handler;
    private boolean found;

    Spying(ConnectionHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onOpen() {
      handler.onOpen();
    }

    @Override
    public void onFrame(byte[] body) {
      if (!found && body.length <= MAX_INITIALIZE_BYTES) {
        found = look(body);
      }
      handler.onFrame(body);
    }

    @Override
    public void onOversized(long announcedBytes, int maxBytes) {
      handler.onOversized(announcedBytes, maxBytes);
    }

    @Override
    public void onFrameError(FrameEvent.Failed failure) {
      handler.onFrameError(failure);
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
      handler.onClosed(reason, detail);
    }
  }

  /**
   * Returns whether the message is {@code initialize}, after which there is nothing to look for.
   */
  private boolean look(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (!text.contains("\"initialize\"")) {
      return false;
    }
    try {
      if (JsonParser.parseString(text) instanceof JsonObject message
          && message.get("params") instanceof JsonObject params) {
        watch(params.get("processId"));
      }
    } catch (JsonParseException | StackOverflowError e) {
      return false; // the session tells the client
    }
    return true;
  }

  private void watch(JsonElement processId) {
    if (processId == null || !processId.isJsonPrimitive()) {
      return;
    }
    long pid;
    try {
      pid = processId.getAsLong();
    } catch (NumberFormatException e) {
      return;
    }
    if (pid == ProcessHandle.current().pid()) {
      return;
    }
    // A process that is not found may live in another namespace, as a container's client does.
    var unused =
        ProcessHandle.of(pid).map(process -> process.onExit().thenRun(() -> gone.complete(null)));
  }
}
