package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.ServerSettings;
import dev.ropewalk.daemon.lsp.ConnectionControl;
import dev.ropewalk.daemon.lsp.ConnectionIdentity;
import dev.ropewalk.daemon.lsp.RopewalkServer;
import dev.ropewalk.daemon.lsp.ServerContext;
import dev.ropewalk.protocol.frame.FrameEvent;
import dev.ropewalk.protocol.frame.FrameLimits;
import dev.ropewalk.protocol.rpc.RpcLifecycle;
import dev.ropewalk.protocol.rpc.RpcLimits;
import dev.ropewalk.protocol.rpc.RpcObserver;
import dev.ropewalk.protocol.rpc.RpcSession;
import dev.ropewalk.protocol.rpc.RpcSetup;
import dev.ropewalk.protocol.transport.CloseReason;
import dev.ropewalk.protocol.transport.Connection;
import dev.ropewalk.protocol.transport.ConnectionAcceptor;
import dev.ropewalk.protocol.transport.ConnectionHandler;
import dev.ropewalk.protocol.transport.ConnectionKind;
import dev.ropewalk.protocol.transport.ConnectionLimits;
import dev.ropewalk.protocol.transport.InboundLimits;
import dev.ropewalk.protocol.transport.OutboundLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** Gives every connection a language server of its own. */
final class ServerAcceptor implements ConnectionAcceptor {
  /** Calls of ours to one client that may be unanswered: progress, configuration, refreshes. */
  private static final int MAX_OUTGOING = 256;

  private final ServerContext context;
  private final ServerSettings settings;
  private final RpcObserver observer;
  private final Optional<ToolRequests> tools;
  private final IntConsumer onExit;
  private volatile @Nullable RopewalkServer latest;
  private final Set<RpcSession<?>> sessions = ConcurrentHashMap.newKeySet();

  /**
   * Makes an acceptor.
   *
   * @param tools what tools may ask on Unix sockets
   * @param onExit told the code of LSP when a client says {@code exit}
   */
  ServerAcceptor(
      ServerContext context,
      ServerSettings settings,
      RpcObserver observer,
      Optional<ToolRequests> tools,
      IntConsumer onExit) {
    this.context = context;
    this.settings = settings;
    this.observer = observer;
    this.tools = tools;
    this.onExit = onExit;
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    var refusal = new AtomicReference<@Nullable String>();
    var control =
        new ConnectionControl() {
          @Override
          public void exit(int code) {
            onExit.accept(code);
            connection.close(CloseReason.LOCAL_CLOSE, "the client said exit");
          }

          @Override
          public void refuse(String reason) {
            refusal.set(reason);
          }
        };
    boolean needsToken = connection.kind() == ConnectionKind.TCP;
    var server =
        new RopewalkServer(
            context, new ConnectionIdentity(Long.toString(connection.id()), needsToken), control);
    var services = new ArrayList<>(server.services());
    var allowed = new HashSet<>(RopewalkServer.ALWAYS_ALLOWED);
    if (connection.kind() == ConnectionKind.UNIX && tools.isPresent()) {
      services.add(tools.get());
      allowed.addAll(ToolRequests.METHODS);
    }
    var session =
        new RpcSession<>(
            connection,
            new RpcSetup<>(
                services,
                LanguageClient.class,
                new RpcLimits(settings.maxNesting(), settings.maxPendingRequests(), MAX_OUTGOING),
                RpcLifecycle.lsp(allowed),
                observer,
                (reason, detail) -> {
                  sessions.removeIf(each -> each.connection() == connection);
                  server.close();
                }));
    sessions.add(session);
    latest = server;
    server.connect(session.remote());
    return new Refusing(session, connection, refusal);
  }

  /** Closes a refused connection after the frame's answer, which tells the client why. */
  private record Refusing(
      ConnectionHandler session, Connection connection, AtomicReference<@Nullable String> refusal)
      implements ConnectionHandler {
    @Override
    public void onOpen() {
      session.onOpen();
    }

    @Override
    public void onFrame(byte[] body) {
      session.onFrame(body);
      String reason = refusal.get();
      if (reason != null) {
        connection.close(CloseReason.REFUSED, reason);
      }
    }

    @Override
    public void onOversized(long announcedBytes, int maxBytes) {
      session.onOversized(announcedBytes, maxBytes);
    }

    @Override
    public void onFrameError(FrameEvent.Failed failure) {
      session.onFrameError(failure);
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
      session.onClosed(reason, detail);
    }
  }

  /** The code of LSP for the newest connection, should it end without {@code exit}. */
  int exitCodeAtEndOfInput() {
    RopewalkServer server = latest;
    return server == null ? ExitCode.FAILED : server.exitCode();
  }

  /** Requests of all clients that are not answered yet. */
  int requestsInFlight() {
    return sessions.stream().mapToInt(RpcSession::requestsInFlight).sum();
  }

  /** The limits of a connection, after the settings. */
  static ConnectionLimits limits(ServerSettings settings) {
    return new ConnectionLimits(
        new FrameLimits(
            settings.maxHeaderBytes(), settings.maxMessageBytes(), settings.maxSkippedBytes()),
        new InboundLimits(settings.inboundHighBytes(), settings.inboundLowBytes()),
        new OutboundLimits(
            settings.outboundHighBytes(),
            settings.outboundLowBytes(),
            settings.outboundMaxBytes(),
            settings.slowClientPatience().toNanos()));
  }
}
