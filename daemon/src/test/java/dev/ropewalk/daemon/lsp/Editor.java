package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ropewalk.daemon.testing.TestClient;
import dev.ropewalk.protocol.frame.FrameLimits;
import dev.ropewalk.protocol.rpc.RpcLifecycle;
import dev.ropewalk.protocol.rpc.RpcLimits;
import dev.ropewalk.protocol.rpc.RpcObserver;
import dev.ropewalk.protocol.rpc.RpcSession;
import dev.ropewalk.protocol.rpc.RpcSetup;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.Connection;
import dev.ropewalk.protocol.transport.ConnectionLimits;
import dev.ropewalk.protocol.transport.InboundLimits;
import dev.ropewalk.protocol.transport.OutboundLimits;
import dev.ropewalk.protocol.transport.Transport;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.services.LanguageClient;

/** One editor connected to a server of its own over real pipes, frames and sessions. */
final class Editor implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();
  private static final long PATIENCE_SECONDS = 60;
  private static final ConnectionLimits LIMITS =
      new ConnectionLimits(
          new FrameLimits(4_096, 256 << 20, 1L << 30),
          new InboundLimits(64 << 20, 32 << 20),
          new OutboundLimits(32 << 20, 16 << 20, 512 << 20, 60_000_000_000L));
  private static final RpcLimits RPC = new RpcLimits(256, 10_000, 1_000);

  /** The server, without any method that the session would know: every answer is raw JSON. */
  interface Raw {}

  final TestClient client = new TestClient();
  final String id = "test-" + IDS.incrementAndGet();
  final RopewalkServer server;
  final Connection connection;
  final CompletableFuture<Integer> exited = new CompletableFuture<>();
  final CompletableFuture<String> refused = new CompletableFuture<>();
  private final Transport transport = new Transport(1);
  private final Endpoint remote;

  Editor(Daemon daemon) throws IOException {
    this(daemon, false);
  }

  Editor(Daemon daemon, boolean needsToken) throws IOException {
    Pipe toServer = Pipe.open();
    Pipe toClient = Pipe.open();
    CompletableFuture<RopewalkServer> made = new CompletableFuture<>();
    transport.openStdio(
        Channels.newInputStream(toServer.source()),
        Channels.newOutputStream(toClient.sink()),
        LIMITS,
        c -> {
          var one =
              new RopewalkServer(
                  daemon.context,
                  new ConnectionIdentity(id, needsToken),
                  new ConnectionControl() {
                    @Override
                    public void exit(int code) {
                      exited.complete(code);
                    }

                    @Override
                    public void refuse(String reason) {
                      refused.complete(reason);
                    }
                  });
          made.complete(one);
          var session =
              new RpcSession<>(
                  c,
                  new RpcSetup<>(
                      one.services(),
                      LanguageClient.class,
                      RPC,
                      RpcLifecycle.lsp(RopewalkServer.ALWAYS_ALLOWED),
                      RpcObserver.NONE,
                      (reason, detail) -> one.close()));
          one.connect(session.remote());
          return session;
        });
    CompletableFuture<RpcSession<Raw>> mine = new CompletableFuture<>();
    connection =
        transport.openStdio(
            Channels.newInputStream(toClient.source()),
            Channels.newOutputStream(toServer.sink()),
            LIMITS,
            c -> {
              var session =
                  new RpcSession<>(
                      c,
                      new RpcSetup<>(
                          List.of(client),
                          Raw.class,
                          RPC,
                          RpcLifecycle.unrestricted(),
                          RpcObserver.NONE,
                          (reason, detail) -> {}));
              mine.complete(session);
              return session;
            });
    remote = mine.join().remoteEndpoint();
    server = made.join();
  }

  /** Asks, without waiting. Quotes in the parameters may be written as apostrophes. */
  CompletableFuture<JsonElement> ask(String method, String params, Object... values) {
    return remote.request(method, json(params, values)).thenApply(JsonElement.class::cast);
  }

  /** Asks and waits. */
  JsonElement get(String method, String params, Object... values) throws Exception {
    try {
      return ask(method, params, values).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ResponseErrorException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Asks and waits for an error. */
  ResponseError fail(String method, String params, Object... values) throws Exception {
    try {
      JsonElement answer = ask(method, params, values).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError(method + " answered " + answer);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ResponseErrorException failure) {
        return failure.getResponseError();
      }
      throw e;
    }
  }

  /** The stable code of an error. */
  static String code(ResponseError error) {
    return ((JsonObject) error.getData()).get("code").getAsString();
  }

  void tell(String method, String params, Object... values) {
    remote.notify(method, json(params, values));
  }

  JsonObject initialize(String capabilities) throws Exception {
    JsonElement result = get("initialize", "{'capabilities':" + capabilities + "}");
    tell("initialized", "{}");
    return result.getAsJsonObject().getAsJsonObject("capabilities");
  }

  void open(String uri, String languageId, String text) {
    open(uri, languageId, 1, text);
  }

  void open(String uri, String languageId, int version, String text) {
    JsonObject item = new JsonObject();
    item.addProperty("uri", uri);
    item.addProperty("languageId", languageId);
    item.addProperty("version", version);
    item.addProperty("text", text);
    JsonObject params = new JsonObject();
    params.add("textDocument", item);
    remote.notify("textDocument/didOpen", params);
  }

  void change(String uri, int version, int line, int from, int toLine, int to, String text) {
    JsonObject params =
        json(
            "{'textDocument':{'uri':'%s','version':%d},'contentChanges':[{'range':"
                + range(line, from, toLine, to)
                + "}]}",
            uri,
            version);
    params.getAsJsonArray("contentChanges").get(0).getAsJsonObject().addProperty("text", text);
    remote.notify("textDocument/didChange", params);
  }

  void replaceAll(String uri, int version, String text) {
    JsonObject params =
        json("{'textDocument':{'uri':'%s','version':%d},'contentChanges':[{}]}", uri, version);
    params.getAsJsonArray("contentChanges").get(0).getAsJsonObject().addProperty("text", text);
    remote.notify("textDocument/didChange", params);
  }

  static String range(int line, int from, int toLine, int to) {
    return String.format(
        "{'start':{'line':%d,'character':%d},'end':{'line':%d,'character':%d}}",
        line, from, toLine, to);
  }

  static String document(String uri) {
    return "{'textDocument':{'uri':'" + uri + "'}}";
  }

  static String at(String uri, int line, int character) {
    return "{'textDocument':{'uri':'"
        + uri
        + "'},'position':{'line':"
        + line
        + ",'character':"
        + character
        + "}}";
  }

  private static JsonObject json(String text, Object... values) {
    String filled = text;
    for (Object value : values) {
      int at = filled.indexOf('%'); // each %s or %d in turn
      filled = filled.substring(0, at) + value + filled.substring(at + 2);
    }
    return JsonParser.parseString(filled.replace('\'', '"')).getAsJsonObject();
  }

  /** Waits until everything told before has been handled. */
  void settle() throws Exception {
    try {
      get("ropewalk/status", "{}");
    } catch (TimeoutException e) {
      throw new AssertionError("the server does not answer any more", e);
    }
  }

  @Override
  public void close() {
    connection.close(CloseReason.SHUTDOWN, "the test is over");
    transport.close();
  }
}
