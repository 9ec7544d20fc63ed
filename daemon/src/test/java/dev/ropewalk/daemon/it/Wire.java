package dev.ropewalk.daemon.it;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The client's end of a connection, which may say what no client should. */
final class Wire implements AutoCloseable {
  /** A member of the message that stands for the end of the connection. */
  private static final String END = "the connection has ended";

  private final OutputStream out;
  private final AutoCloseable closing;
  private final BlockingQueue<JsonObject> arrived = new LinkedBlockingQueue<>();
  private int lastId;

  private Wire(InputStream in, OutputStream out, AutoCloseable closing) {
    this.out = out;
    this.closing = closing;
    Thread.ofVirtual().start(() -> read(new BufferedInputStream(in)));
  }

  static Wire of(Process process) {
    return new Wire(process.getInputStream(), process.getOutputStream(), process.getOutputStream());
  }

  static Wire unix(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new Wire(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  static Wire tcp(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    return new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
  }

  private void read(InputStream in) {
    try {
      while (true) {
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          if (line.startsWith("Content-Length: ")) {
            length = Integer.parseInt(line.substring(16));
          }
        }
        if (length < 0) {
          throw new IOException("a frame without a length");
        }
        byte[] body = in.readNBytes(length);
        arrived.add(
            JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject());
      }
    } catch (IOException | RuntimeException e) {
      var end = new JsonObject();
      end.addProperty(END, true);
      arrived.add(end);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the end");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Sends bytes as they are. */
  void raw(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void raw(String text) {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a body with its header. */
  void frame(byte[] body) {
    raw("Content-Length: " + body.length + "\r\n\r\n");
    raw(body);
  }

  void frame(String body) {
    frame(body.getBytes(StandardCharsets.UTF_8));
  }

  void notify(String method, String parameters) {
    frame("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + parameters + "}");
  }

  /** Sends a request and waits for its answer, the whole message. */
  JsonObject request(String method, String parameters) {
    int id = ++lastId;
    frame(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + parameters
            + "}");
    return await(
        message ->
            !message.has("method")
                && message.get("id") != null
                && message.get("id").isJsonPrimitive()
                && message.get("id").getAsString().equals(Integer.toString(id)));
  }

  /** The result of a request that must go well. */
  JsonElement result(String method, String parameters) {
    JsonObject answer = request(method, parameters);
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer);
    }
    return Optional.ofNullable(answer.get("result")).orElse(JsonNull.INSTANCE);
  }

  /** The error of a request that must fail. */
  JsonObject error(String method, String parameters) {
    JsonObject answer = request(method, parameters);
    if (!answer.has("error")) {
      throw new AssertionError(method + " went well: " + answer);
    }
    return answer.getAsJsonObject("error");
  }

  /** Waits for a message; answers the server's own requests on the way. */
  JsonObject await(Predicate<JsonObject> wanted) {
    try {
      while (true) {
        JsonObject message = arrived.poll(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null || message.has(END)) {
          throw new AssertionError(message == null ? "no answer in time" : "closed by the server");
        }
        if (message.has("method") && message.has("id")) {
          frame("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",\"result\":null}");
        }
        if (wanted.test(message)) {
          return message;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the server closes the connection. */
  void awaitEnd() {
    try {
      while (true) {
        JsonObject message = arrived.poll(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
          throw new AssertionError("the server did not close the connection");
        }
        if (message.has(END)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins a session. */
  JsonObject initialize(String options) {
    JsonObject result =
        result(
                "initialize",
                "{\"processId\":null,\"rootUri\":null,\"capabilities\":{\"textDocument\":"
                    + "{\"documentSymbol\":{\"hierarchicalDocumentSymbolSupport\":true}}},"
                    + "\"initializationOptions\":"
                    + options
                    + "}")
            .getAsJsonObject();
    notify("initialized", "{}");
    return result;
  }

  void open(String uri, String languageId, String text) {
    var document = new JsonObject();
    document.addProperty("uri", uri);
    document.addProperty("languageId", languageId);
    document.addProperty("version", 1);
    document.addProperty("text", text);
    notify("textDocument/didOpen", "{\"textDocument\":" + document + "}");
  }

  /** The symbols of a document. */
  JsonArray symbols(String uri) {
    return result("textDocument/documentSymbol", "{\"textDocument\":{\"uri\":\"" + uri + "\"}}")
        .getAsJsonArray();
  }

  @Override
  public void close() {
    try {
      closing.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
