package dev.ropewalk.daemon.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ropewalk.wasm.registry.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.lsp4j.ApplyWorkspaceEditParams;
import org.eclipse.lsp4j.ConfigurationItem;
import org.eclipse.lsp4j.ConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesRegistrationOptions;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FileSystemWatcher;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.Registration;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
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

  /** How deep, and at how many files, an activation event looks for its glob. */
  private static final int LOOK_DEPTH = 8;

  private static final int LOOK_FILES = 20_000;

  private static final System.Logger LOG = System.getLogger(RopewalkServer.class.getName());

  private final ServerContext context;
  private final ConnectionIdentity identity;
  private final ConnectionControl control;
  private final DiagnosticsSource diagnostics;
  private final ClientRoots roots;
  private final WorkspaceSymbols symbols;
  private final Workspace workspace;
  private final StatusRequests requests;
  private final TextDocuments documents;

  private final GuestOffers offers;

  private @Nullable LanguageClient client;
  private volatile @Nullable DocumentSync sync;
  private volatile @Nullable AutoCloseable progress;
  private volatile @Nullable AutoCloseable indexProgress;
  private volatile @Nullable AutoCloseable colours;
  private volatile List<String> namedRoots = List.of();
  private volatile ClientProfile profile = ClientProfile.MINIMAL;
  private volatile boolean admitted;
  private volatile boolean shutDown;

  /** Makes the server; {@link #connect} must follow before the first message. */
  public RopewalkServer(
      ServerContext context, ConnectionIdentity identity, ConnectionControl control) {
    this.context = context;
    this.identity = identity;
    this.control = control;
    roots = new ClientRoots(context.index());
    symbols = new WorkspaceSymbols(context, roots);
    workspace =
        new Workspace(this::configure, roots, this::search, this::command, this::rootsChanged);
    diagnostics = new DiagnosticsSource(context, identity.id());
    admitted = !identity.needsToken();
    requests = new StatusRequests(context, () -> admitted);
    offers = new GuestOffers(context.guests(), context.formatters());
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
      indexProgress = context.index().subscribe(new IndexProgress(remote));
    }
    if (profile.refreshesTokens()) {
      colours =
          context
              .analyses()
              .whenRecoloured(
                  () -> {
                    var unused = remote.refreshSemanticTokens();
                  });
    }
    namedRoots = ClientRoots.of(params);
    roots.name(namedRoots);
    sync =
        new DocumentSync(
            context,
            identity.id(),
            profile,
            remote,
            diagnostics,
            shows ? reporter::await : grammar -> {},
            roots::named);
    return CompletableFuture.completedFuture(
        new InitializeResult(
            Capabilities.of(profile, offers.begin(remote, profile)),
            new ServerInfo("ropewalk", context.version())));
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
    List<String> named = namedRoots;
    // Reading the disk may take a while, and the next message may be a didOpen.
    context.executor().execute(() -> opened(named));
    offers.update();
    LanguageClient remote = client;
    if (profile.watchesFiles() && remote != null && !named.isEmpty()) {
      var unused = remote.registerCapability(watchedFiles());
    }
  }

  private void opened(List<String> named) {
    roots.add(named);
    for (Path root : roots.named()) {
      context.guests().happened(new Event.WorkspaceOpened(glob -> contains(root, glob)));
    }
  }

  /** Whether a file below a directory matches a glob; a file that is named is asked for alone. */
  private static boolean contains(Path root, String glob) {
    if (glob.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0)) {
      return Files.exists(root.resolve(glob));
    }
    PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
    try (Stream<Path> files = Files.walk(root, LOOK_DEPTH)) {
      return files
          .limit(LOOK_FILES)
          .anyMatch(
              file ->
                  matcher.matches(root.relativize(file)) || matcher.matches(file.getFileName()));
    } catch (IOException | UncheckedIOException e) {
      return false; // what cannot be read contains nothing
    }
  }

  private void rootsChanged() {
    DocumentSync following = sync;
    if (following != null) {
      following.rootsChanged();
    }
  }

  @SuppressWarnings("NullAway") // null is the protocol's way to say that it is done
  private CompletableFuture<@Nullable Object> command(ExecuteCommandParams params) {
    if (!GuestFeatures.COMMAND.equals(params.getCommand())) {
      throw ErrorCode.BAD_PARAMETERS.failure(
          "there is no command "
              + params.getCommand()
              + "; the only one is "
              + GuestFeatures.COMMAND);
    }
    LanguageClient remote = client;
    return documents
        .command(params)
        .thenApply(
            done -> {
              if (remote != null && !done.message().isEmpty()) {
                remote.showMessage(new MessageParams(MessageType.Info, done.message()));
              }
              if (remote != null && done.edit().isPresent()) {
                var unused = remote.applyEdit(new ApplyWorkspaceEditParams(done.edit().get()));
              }
              return null;
            });
  }

  /** Asks for events of all files: what a network file system does not tell us, the client may. */
  private static RegistrationParams watchedFiles() {
    var everything = new FileSystemWatcher(Either.forLeft("**/*"));
    return new RegistrationParams(
        List.of(
            new Registration(
                "ropewalk/files",
                "workspace/didChangeWatchedFiles",
                new DidChangeWatchedFilesRegistrationOptions(List.of(everything)))));
  }

  private CompletableFuture<List<SymbolInformation>> search(String query) {
    DocumentSync following = sync();
    return symbols.search(query, following.all(), profile.encoding());
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
    end(progress);
    progress = null;
    offers.close();
    end(indexProgress);
    indexProgress = null;
    end(colours);
    colours = null;
    roots.close();
    DocumentSync following = sync;
    if (following != null) {
      following.closeAll();
    }
  }

  private static void end(@Nullable AutoCloseable subscription) {
    if (subscription != null) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a progress subscription did not end", e);
      }
    }
  }
}
