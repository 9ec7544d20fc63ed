package dev.ropewalk.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ropewalk.protocol.frame.FrameEncoder;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client with its own, independent reading of the base protocol. */
public final class TestClient implements AutoCloseable {
  private final Closeable owner;
  private final InputStream in;
  private final OutputStream out;

  public TestClient(Closeable owner, InputStream in, OutputStream out) {
    this.owner = owner;
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  public static TestClient unix(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return new TestClient(
        channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  public static TestClient tcp(InetSocketAddress address) throws IOException {
    var socket = new Socket(address.getAddress(), address.getPort());
    return new TestClient(socket, socket.getInputStream(), socket.getOutputStream());
  }

  public void send(String body) throws IOException {
    sendRaw(FrameEncoder.frame(body.getBytes(StandardCharsets.UTF_8)));
  }

  public void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Reads one frame; fails at the end of the stream. */
  public String receive() throws IOException {
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the stream ended in a body");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonObject receiveJson() throws IOException {
    return JsonParser.parseString(receive()).getAsJsonObject();
  }

  /** Whether the stream ends here; a reset counts as an end. */
  public boolean atEnd() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  public InputStream in() {
    return in;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the stream ended in a header");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Goes away while its scope goes on. */
  public void hangUp() throws IOException {
    owner.close();
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
