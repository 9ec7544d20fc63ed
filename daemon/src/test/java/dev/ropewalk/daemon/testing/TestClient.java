package dev.ropewalk.daemon.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.lsp4j.ApplyWorkspaceEditParams;
import org.eclipse.lsp4j.ApplyWorkspaceEditResponse;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.services.LanguageClient;

/** An editor that writes down what it is told. */
public final class TestClient implements LanguageClient {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  /** What was asked of the client without content. */
  public enum Asked {
    REFRESH_DIAGNOSTICS,
    REFRESH_TOKENS
  }

  /** Waits for something of a kind that fits; what came before it and does not is forgotten. */
  public <T> T await(Class<T> type, Predicate<T> fits) throws InterruptedException {
    List<Object> seen = new ArrayList<>();
    while (true) {
      Object next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the server never sent the awaited " + type + "; it sent " + seen);
      }
      seen.add(next);
      if (type.isInstance(next) && fits.test(type.cast(next))) {
        return type.cast(next);
      }
    }
  }

  /** Waits for the next diagnostics of a version. */
  public PublishDiagnosticsParams diagnostics(int version) throws InterruptedException {
    return await(
        PublishDiagnosticsParams.class, p -> p.getVersion() != null && p.getVersion() == version);
  }

  /** What was told and not yet awaited. */
  public List<Object> pending() {
    return List.copyOf(told);
  }

  @Override
  public void telemetryEvent(Object object) {}

  @Override
  public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
    told.add(diagnostics);
  }

  @Override
  public void showMessage(MessageParams message) {
    told.add(message);
  }

  @Override
  public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void logMessage(MessageParams message) {
    told.add(message);
  }

  @Override
  public CompletableFuture<Void> registerCapability(RegistrationParams params) {
    told.add(params);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<ApplyWorkspaceEditResponse> applyEdit(ApplyWorkspaceEditParams params) {
    told.add(params);
    return CompletableFuture.completedFuture(new ApplyWorkspaceEditResponse(true));
  }

  @Override
  public CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams params) {
    told.add(params);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void notifyProgress(ProgressParams params) {
    told.add(params);
  }

  @Override
  public CompletableFuture<Void> refreshDiagnostics() {
    told.add(Asked.REFRESH_DIAGNOSTICS);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> refreshSemanticTokens() {
    told.add(Asked.REFRESH_TOKENS);
    return CompletableFuture.completedFuture(null);
  }
}
