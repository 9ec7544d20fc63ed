package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.schedule.Debounce;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** Pushes the diagnostics of one document to a client that does not pull. */
final class DiagnosticsPush implements AutoCloseable {
  /*
   * Published under the monitor, so that nothing is published after close, and an older result
   * never after a newer one: a result is dropped unless its version is at least the last one's.
   */
  private final OpenDocument open;
  private final LanguageClient client;
  private final Function<Subject, CompletableFuture<List<Diagnostic>>> compute;
  private final Debounce debounce;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int lastVersion = Integer.MIN_VALUE;

  @GuardedBy("this")
  private @Nullable List<Diagnostic> last;

  @GuardedBy("this")
  private boolean failureTold;

  DiagnosticsPush(
      OpenDocument open,
      LanguageClient client,
      ServerContext context,
      Function<Subject, CompletableFuture<List<Diagnostic>>> compute) {
    this.open = open;
    this.client = client;
    this.compute = compute;
    debounce =
        new Debounce(context.scheduler(), context.analysisSettings().pushDebounce(), this::pushNow);
  }

  /** The document changed: push when it has come to rest. */
  void later() {
    debounce.touch();
  }

  /** Push what is true now. */
  void pushNow() {
    open.subject()
        .ifPresent(
            subject -> {
              var unused =
                  compute
                      .apply(subject)
                      .whenComplete(
                          (diagnostics, failure) -> {
                            if (failure == null) {
                              publish(subject.snapshot().version(), diagnostics);
                            } else {
                              failed(failure);
                            }
                          });
            });
  }

  private synchronized void publish(int version, List<Diagnostic> diagnostics) {
    if (closed || version < lastVersion || (version == lastVersion && diagnostics.equals(last))) {
      return;
    }
    lastVersion = version;
    last = diagnostics;
    client.publishDiagnostics(
        new PublishDiagnosticsParams(open.document().clientUri(), diagnostics, version));
  }

  private void failed(Throwable failure) {
    ResponseErrorException worded = ErrorCode.of("diagnostics", failure);
    int code = worded.getResponseError().getCode();
    if (code == ResponseErrorCode.RequestCancelled.getValue()
        || code == ResponseErrorCode.ServerCancelled.getValue()) {
      return; // a newer text is on its way, or nobody wants any
    }
    synchronized (this) {
      if (closed || failureTold) {
        return;
      }
      failureTold = true;
    }
    client.logMessage(
        new MessageParams(
            MessageType.Error,
            "No diagnostics for "
                + open.document().clientUri()
                + ": "
                + worded.getResponseError().getMessage()));
  }

  /** Withdraws what was shown: the document is closed or its text is not known any more. */
  void clear() {
    debounce.cancel();
    synchronized (this) {
      if (!closed && last != null && !last.isEmpty()) {
        client.publishDiagnostics(
            new PublishDiagnosticsParams(open.document().clientUri(), List.of()));
      }
      last = null;
      lastVersion = Integer.MIN_VALUE;
    }
  }

  @Override
  public void close() {
    clear();
    debounce.close();
    synchronized (this) {
      closed = true;
    }
  }
}
