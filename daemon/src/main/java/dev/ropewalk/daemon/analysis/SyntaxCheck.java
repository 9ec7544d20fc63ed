package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.document.DocumentText;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Judges a text that no document holds, as {@code ropewalk check} does. */
public final class SyntaxCheck {
  private SyntaxCheck() {}

  /**
   * Parses a text and words its syntax errors, exactly as an open document's are.
   *
   * @return fails with {@link dev.ropewalk.wasm.limit.GuestException}; cancelling it stops the
   *     guest
   */
  public static CompletableFuture<Diagnostics> check(
      Text text, Language language, AnalysisSettings settings) {
    int limit = settings.maxDiagnosticsPerDocument();
    SyntaxSession session = language.syntax().open();
    session.edit(1, new DocumentText(text), List.of());
    var errors = session.read(Priority.BACKGROUND, tree -> tree.errors(limit + 1));
    CompletableFuture<Diagnostics> result =
        errors.thenApply(found -> SyntaxComplaints.of(found, text, limit));
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                errors.cancel(true);
              }
              session.close();
            });
    return result;
  }
}
