package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Subject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.Diagnostic;

/** The diagnostics of a document as its client gets them, pushed or pulled. */
final class DiagnosticsSource {
  private final ServerContext context;
  private final String owner;
  private volatile Set<String> off;

  DiagnosticsSource(ServerContext context, String owner) {
    this.context = context;
    this.owner = owner;
    off = context.syntaxDiagnosticsOff();
  }

  /**
   * Takes new settings; what the daemon's own configuration turns off stays off. Who is pushed to
   * hears of what changes by it.
   *
   * @return whether something changed
   */
  boolean configure(ClientSettings settings) {
    Set<String> both = new HashSet<>(context.syntaxDiagnosticsOff());
    both.addAll(settings.syntaxDiagnosticsOff());
    if (both.equals(off)) {
      return false;
    }
    off = Set.copyOf(both);
    var unused = context.engine().write(List.of(DocumentDiagnostics.off(owner, off)));
    return true;
  }

  /** The connection is gone. */
  void close() {
    var unused = context.engine().write(List.of(DocumentDiagnostics.gone(owner)));
  }

  /** The diagnostics of a snapshot, for a client that pulls. */
  CompletableFuture<List<Diagnostic>> of(OpenDocument open, Subject subject) {
    Set<String> disabled = off;
    if (DocumentDiagnostics.isOff(disabled, subject, open.document().languageId())) {
      return CompletableFuture.completedFuture(List.of());
    }
    var found = context.analyses().diagnostics(subject);
    CompletableFuture<List<Diagnostic>> worded =
        found.thenApplyAsync(
            diagnostics ->
                Replies.diagnostics(
                    diagnostics, subject.snapshot().text(), subject.snapshot().encoding()),
            context.executor());
    var unused =
        worded.whenComplete(
            (value, failure) -> {
              if (worded.isCancelled()) {
                found.cancel(true);
              }
            });
    return worded;
  }
}
