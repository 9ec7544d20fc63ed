package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Writes down what it is told, and echoes when asked to. */
final class RecordingHandler implements ConnectionHandler {
  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
  final Connection connection;
  private final boolean echo;

  RecordingHandler(Connection connection, boolean echo) {
    this.connection = connection;
    this.echo = echo;
  }

  @Override
  public void onOpen() {
    heard.add("open");
  }

  @Override
  public void onFrame(byte[] body) {
    heard.add("frame " + new String(body, StandardCharsets.UTF_8));
    if (echo) {
      connection.send(body);
    }
  }

  @Override
  public void onOversized(long announcedBytes, int maxBytes) {
    heard.add("oversized " + announcedBytes);
  }

  @Override
  public void onFrameError(FrameEvent.Failed failure) {
    heard.add("failed " + failure.error());
  }

  @Override
  public void onClosed(CloseReason reason, String detail) {
    heard.add("closed " + reason);
    closed.complete(reason);
  }
}
