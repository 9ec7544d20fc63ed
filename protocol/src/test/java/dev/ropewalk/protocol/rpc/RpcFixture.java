package dev.ropewalk.protocol.rpc;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ropewalk.protocol.Limits;
import dev.ropewalk.protocol.TestClient;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.Connection;
import dev.ropewalk.protocol.transport.ConnectionKind;
import dev.ropewalk.protocol.transport.ListenAddress;
import dev.ropewalk.protocol.transport.ListenOutcome;
import dev.ropewalk.protocol.transport.SocketServer;
import dev.ropewalk.protocol.transport.Transport;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A calculator behind a session, and a client of it, over a real transport. */
final class RpcFixture implements AutoCloseable {
  final Calculator calculator = new Calculator();
  final BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
  final CompletableFuture<RpcSession<Calculator.Peer>> session = new CompletableFuture<>();
  final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
  final TestClient client;
  final RpcLifecycle lifecycle;

  private final RpcLimits limits;
  private final Transport transport = new Transport(1);

  RpcFixture(ConnectionKind kind, RpcLimits limits, RpcLifecycle lifecycle) throws IOException {
    this.limits = limits;
    this.lifecycle = lifecycle;
    this.client =
        switch (kind) {
          case STDIO -> stdio();
          case UNIX -> unix();
          case TCP -> tcp();
        };
  }

  static RpcFixture unrestricted() throws IOException {
    return new RpcFixture(ConnectionKind.UNIX, Limits.RPC, RpcLifecycle.unrestricted());
  }

  private TestClient stdio() throws IOException {
    Pipe toServer = Pipe.open();
    Pipe toClient = Pipe.open();
    transport.openStdio(
        Channels.newInputStream(toServer.source()),
        Channels.newOutputStream(toClient.sink()),
        Limits.WIDE,
        this::accept);
    return new TestClient(
        toServer.sink(),
        Channels.newInputStream(toClient.source()),
        Channels.newOutputStream(toServer.sink()));
  }

  private TestClient unix() throws IOException {
    Path directory = Files.createTempDirectory("ropewalk");
    Path path = directory.resolve("s");
    directory.toFile().deleteOnExit();
    listening(transport.listenUnix(path, 4, Limits.WIDE, this::accept));
    return TestClient.unix(path);
  }

  private TestClient tcp() throws IOException {
    SocketServer server = listening(transport.listenTcp(0, 4, Limits.WIDE, this::accept));
    return TestClient.tcp(((ListenAddress.Tcp) server.address()).address());
  }

  static <T> T listening(ListenOutcome<T> outcome) {
    return switch (outcome) {
      case ListenOutcome.Listening<T>(T server) -> server;
      case ListenOutcome.Refused<T> refused -> throw new AssertionError(refused);
    };
  }

  private RpcSession<Calculator.Peer> accept(Connection connection) {
    var created =
        new RpcSession<>(
            connection,
            new RpcSetup<>(
                List.of(calculator),
                Calculator.Peer.class,
                limits,
                lifecycle,
                calls::add,
                (reason, _) -> ended.complete(reason)));
    session.complete(created);
    return created;
  }

  void send(String body) throws IOException {
    client.send(body);
  }

  void request(int id, String method, String params) throws IOException {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
  }

  void notify(String method, String params) throws IOException {
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  JsonObject receive() throws IOException {
    return JsonParser.parseString(client.receive()).getAsJsonObject();
  }

  JsonObject error() throws IOException {
    return receive().getAsJsonObject("error");
  }

  int errorCode() throws IOException {
    return error().get("code").getAsInt();
  }

  /** Asks something harmless: everything before it has then been handled. */
  void assertAlive() throws IOException {
    request(990, "test/divide", "{\"dividend\":9,\"divisor\":3}");
    String answer = client.receive();
    if (!answer.equals("{\"jsonrpc\":\"2.0\",\"id\":990,\"result\":3}")) {
      throw new AssertionError("expected the answer to the control question, but got " + answer);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    transport.close();
  }
}
