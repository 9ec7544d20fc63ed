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
  private volatile Set<String> off;

  DiagnosticsSource(ServerContext context) {
    this.context = context;
    off = context.syntaxDiagnosticsOff();
  }

  /**
   * Takes new settings; what the daemon's own configuration turns off stays off.
   *
   * @return whether something changed
   */
  boolean configure(ClientSettings settings) {
    Set<String> both = new HashSet<>(context.syntaxDiagnosticsOff());
    both.addAll(settings.syntaxDiagnosticsOff());
    boolean changed = !both.equals(off);
    off = Set.copyOf(both);
    return changed;
  }

  /** The diagnostics of a snapshot. */
  CompletableFuture<List<Diagnostic>> of(OpenDocument open, Subject subject) {
    Set<String> disabled = off;
    if (disabled.contains(subject.language().id())
        || disabled.contains(open.document().languageId())) {
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
