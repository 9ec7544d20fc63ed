package dev.ropewalk.daemon.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Asks the running daemon, over its Unix socket. One request at a time; not for several threads.
 */
final class DaemonClient implements AutoCloseable {
  /** Answers to tools are kilobytes; more means that something else answers. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final SocketChannel channel;
  private final InputStream in;
  private int lastId;

  private DaemonClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  /** Connects; empty when no daemon runs. */
  static Optional<DaemonClient> connect(Path socket) {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return Optional.of(new DaemonClient(channel));
      } catch (IOException e) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws CommandFailure with the daemon's own words when it refuses
   */
  JsonElement ask(String method, JsonObject parameters) {
    var request = new JsonObject();
    request.addProperty("jsonrpc", "2.0");
    request.addProperty("id", ++lastId);
    request.addProperty("method", method);
    request.add("params", parameters);
    try {
      send(request);
      while (true) {
        JsonObject message = receive();
        JsonElement id = message.get("id");
        if (id == null || message.has("method") || !id.isJsonPrimitive()) {
          continue;
        }
        if (message.get("error") instanceof JsonObject error) {
          throw new CommandFailure(
              ExitCode.FAILED, "the daemon says: " + error.get("message").getAsString());
        }
        return message.get("result");
      }
    } catch (IOException | JsonParseException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE, "the daemon stopped answering: " + e.getMessage(), e);
    }
  }

  private void send(JsonObject message) throws IOException {
    byte[] body = message.toString().getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private JsonObject receive() throws IOException {
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (length < 0 || length > MAX_ANSWER_BYTES) {
      throw new IOException("an answer of " + length + " bytes");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("the connection was closed");
    }
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > 256) {
        throw new IOException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is lost: every answer that was waited for has come.
    }
  }
}
