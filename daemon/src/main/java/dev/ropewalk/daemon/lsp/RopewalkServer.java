package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.ConfigurationItem;
import org.eclipse.lsp4j.ConfigurationParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageClientAware;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;
import org.jspecify.annotations.Nullable;

/**
 * The language server of one connection. The order of {@code initialize}, {@code shutdown} and the
 * rest is the session's to enforce.
 */
public final class RopewalkServer implements LanguageServer, LanguageClientAware, AutoCloseable {
  /** Requests of ours that need no {@code initialize} on a connection that needs no token. */
  public static final Set<String> ALWAYS_ALLOWED = Set.of("ropewalk/status", "ropewalk/explain");

  private static final System.Logger LOG = System.getLogger(RopewalkServer.class.getName());

  private final ServerContext context;
  private final ConnectionIdentity identity;
  private final ConnectionControl control;
  private final DiagnosticsSource diagnostics;
  private final Workspace workspace = new Workspace(this::configure);
  private final StatusRequests requests;
  private final TextDocuments documents;

  private @Nullable LanguageClient client;
  private volatile @Nullable DocumentSync sync;
  private volatile @Nullable AutoCloseable progress;
  private volatile ClientProfile profile = ClientProfile.MINIMAL;
  private volatile boolean admitted;
  private volatile boolean shutDown;

  /** Makes the server; {@link #connect} must follow before the first message. */
  public RopewalkServer(
      ServerContext context, ConnectionIdentity identity, ConnectionControl control) {
    this.context = context;
    this.identity = identity;
    this.control = control;
    diagnostics = new DiagnosticsSource(context);
    admitted = !identity.needsToken();
    requests = new StatusRequests(context, () -> admitted);
    documents = new TextDocuments(context, diagnostics, this::sync);
  }

  /** The objects whose annotated methods answer the client. */
  public List<Object> services() {
    return List.of(this, requests);
  }

  @Override
  public void connect(LanguageClient remote) {
    client = remote;
  }

  @Override
  public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
    JsonObject options =
        params.getInitializationOptions() instanceof JsonObject object ? object : new JsonObject();
    if (!admitted) {
      admit(options);
    }
    LanguageClient remote = client;
    if (remote == null) {
      throw new IllegalStateException("connect was not called");
    }
    profile = ClientProfile.of(params.getCapabilities());
    diagnostics.configure(ClientSettings.of(options.get("settings")));
    ProgressReporter reporter = new ProgressReporter(remote, context.progress());
    boolean shows = profile.workDoneProgress();
    if (shows) {
      progress = context.progress().subscribe(reporter);
    }
    sync =
        new DocumentSync(
            context,
            identity.id(),
            profile,
            remote,
            diagnostics,
            shows ? reporter::await : grammar -> {});
    return CompletableFuture.completedFuture(
        new InitializeResult(
            Capabilities.of(profile), new ServerInfo("ropewalk", context.version())));
  }

  private void admit(JsonObject options) {
    JsonElement token = options.get("token");
    boolean right =
        token != null && token.isJsonPrimitive() && context.token().accepts(token.getAsString());
    if (right) {
      admitted = true;
      return;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "connection {0} presented {1} token; it is closed",
        identity.id(),
        token == null ? "no" : "a wrong");
    ResponseErrorException refusal =
        ErrorCode.TOKEN_REFUSED.failure(
            "the token is missing or wrong; send the content of the daemon's token file as"
                + " initializationOptions.token");
    control.refuse("the token is missing or wrong");
    throw refusal;
  }

  @Override
  public void initialized(InitializedParams params) {
    if (profile.configuration()) {
      pullConfiguration();
    }
  }

  private void pullConfiguration() {
    LanguageClient remote = client;
    if (remote == null) {
      return;
    }
    ConfigurationItem section = new ConfigurationItem();
    section.setSection("ropewalk");
    var unused =
        remote
            .configuration(new ConfigurationParams(List.of(section)))
            .whenComplete(
                (values, failure) -> {
                  if (failure == null && values != null && !values.isEmpty()) {
                    apply(values.getFirst());
                  }
                });
  }

  private void configure(@Nullable Object settings) {
    if (profile.configuration()) {
      pullConfiguration();
    } else {
      apply(settings);
    }
  }

  private void apply(@Nullable Object settings) {
    DocumentSync following = sync;
    if (diagnostics.configure(ClientSettings.of(settings)) && following != null) {
      following.refreshDiagnostics();
    }
  }

  private DocumentSync sync() {
    DocumentSync ready = sync;
    if (ready == null) {
      throw new IllegalStateException("a document message came before initialize");
    }
    return ready;
  }

  @Override
  public CompletableFuture<@Nullable Object> shutdown() {
    shutDown = true;
    closeDocuments();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void exit() {
    control.exit(exitCode());
  }

  /** The exit code that LSP states: 0 when {@code shutdown} came before, else 1. */
  public int exitCode() {
    return shutDown ? 0 : 1;
  }

  @Override
  public void setTrace(SetTraceParams params) {
    // Traces go to our own log.
  }

  @Override
  public void cancelProgress(WorkDoneProgressCancelParams params) {
    // A load serves everybody; it is not for one client to cancel.
  }

  @Override
  public TextDocumentService getTextDocumentService() {
    return documents;
  }

  @Override
  public WorkspaceService getWorkspaceService() {
    return workspace;
  }

  /** The connection is gone: closes its documents. Idempotent. */
  @Override
  public void close() {
    closeDocuments();
  }

  private void closeDocuments() {
    AutoCloseable subscription = progress;
    progress = null;
    if (subscription != null) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a progress subscription did not end", e);
      }
    }
    DocumentSync following = sync;
    if (following != null) {
      following.closeAll();
    }
  }
}
