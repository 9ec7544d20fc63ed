package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.Subject;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.GuestView;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.abi.AbiRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.Diagnostic;

/** The diagnostics of a document as its client gets them, pushed or pulled. */
final class DiagnosticsSource {
  private final ServerContext context;
  private final String owner;
  private volatile Set<String> off;
  private volatile Map<String, Map<String, String>> settings = Map.of();

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
    Map<String, Map<String, String>> before = this.settings;
    boolean others = !before.equals(settings.extensions());
    if (others) {
      this.settings = settings.extensions();
      context.guests().set().configure(owner, before.keySet(), settings.extensions());
    }
    Set<String> both = new HashSet<>(context.syntaxDiagnosticsOff());
    both.addAll(settings.syntaxDiagnosticsOff());
    if (both.equals(off)) {
      return others;
    }
    off = Set.copyOf(both);
    var unused = context.engine().write(List.of(DocumentDiagnostics.off(owner, off)));
    return true;
  }

  /** The connection is gone. */
  void close() {
    var unused = context.engine().write(List.of(DocumentDiagnostics.gone(owner)));
    context.guests().set().configure(owner, settings.keySet(), Map.of());
  }

  /** The diagnostics of a text, for a client that pulls. */
  CompletableFuture<List<Diagnostic>> of(OpenDocument open, Buffer buffer, GuestView now) {
    CompletableFuture<PlacedDiagnostics> syntax = syntax(open, buffer);
    CompletableFuture<List<Guests.Outcome>> guests =
        context
            .guests()
            .ask(
                now,
                buffer,
                new AbiRequest.Diagnostics(buffer.place().name(), buffer.languageName()));
    CompletableFuture<List<Diagnostic>> both =
        syntax.thenCombineAsync(
            guests,
            (found, outcomes) -> {
              PlacedDiagnostics all = found;
              for (Guests.Outcome outcome : outcomes) {
                if (outcome.reply().isPresent()) {
                  all =
                      all.plus(PlacedDiagnostics.of(outcome.reply().get(), buffer.place().name()));
                }
              }
              Optional<FormatError> error =
                  open.formatError().filter(one -> one.content().equals(buffer.content()));
              if (error.isPresent()) {
                all = all.plus(new PlacedDiagnostics(List.of(error.get().item())));
              }
              return Replies.diagnostics(all, open.document().clientUri());
            },
            context.executor());
    Cancellation.follow(both, syntax);
    Cancellation.follow(both, guests);
    return both;
  }

  private CompletableFuture<PlacedDiagnostics> syntax(OpenDocument open, Buffer buffer) {
    Subject subject = buffer.subject().orElse(null);
    if (subject == null || DocumentDiagnostics.isOff(off, subject, open.document().languageId())) {
      return CompletableFuture.completedFuture(PlacedDiagnostics.NONE);
    }
    var found = context.analyses().diagnostics(subject);
    CompletableFuture<PlacedDiagnostics> placed =
        found.thenApplyAsync(
            diagnostics ->
                PlacedDiagnostics.of(
                    diagnostics, subject.snapshot().text(), subject.snapshot().encoding()),
            context.executor());
    Cancellation.follow(placed, found);
    return placed;
  }
}
